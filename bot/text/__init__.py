"""Chinese text: normalise, segment, pinyin, sentence encoding; no Rasa, no web, no SQL."""
