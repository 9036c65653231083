"""The only public process: aiohttp."""
