"""What people call places: nicknames, former names, misspellings, markets, and words that are no places."""

import pytest

from bot.core.region import RegionMatch
from bot.services.regions.resolver import RegionResolver, load_regions


@pytest.fixture(scope="module")
def regions() -> RegionResolver:
    return load_regions()


def short(match: RegionMatch) -> str:
    """The name of the place, or the names to choose from."""
    return match.region.name if match.region else "|".join(sorted(r.path[-1] for r in match.candidates))


def check(regions: RegionResolver, text: str, expected: str) -> None:
    assert short(regions.resolve(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("羊城", "广州市"),
        ("我在蓉城开了家店", "成都市"),
        ("冰城南岗", "南岗区"),
        ("汴梁", "开封市"),
        ("我们在汴京做小吃", "开封市"),
        ("临安", "临安区"),
        ("姑苏那边", "苏州市"),
        ("金陵", "南京市"),
        ("奉天", "沈阳市"),
        ("盛京", "沈阳市"),
        ("卜奎", "齐齐哈尔市"),
        ("瑷珲", "爱辉区"),
        ("汉口", "武汉市"),
        ("迪化", "乌鲁木齐市"),
        ("筑城", "贵阳市"),
        ("甬城", "宁波市"),
        ("禾城", "嘉兴市"),
        ("宁古塔", "宁安市"),
        ("呼市", "呼和浩特市"),
        ("我们在乌市做干果", "乌鲁木齐市"),
        ("哈市", "哈尔滨市"),
        ("齐市", "齐齐哈尔市"),
        ("佳市", "佳木斯市"),
        ("锡盟", "锡林郭勒盟"),
        ("昌吉州", "昌吉回族自治州"),
        ("哈尔滨江北", "松北区"),
    ],
)
def test_nicknames_and_old_names_of_cities(regions: RegionResolver, text: str, expected: str):
    check(regions, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("山城江北区", "江北区"),
        ("商都二七区", "二七区"),
        ("花城白云区", "白云区"),
        ("绿城青秀区", "青秀区"),
        ("绿城金水区", "金水区"),
        ("龙城鱼峰区", "鱼峰区"),
        ("钢城铁东区", "铁东区"),
        ("春城朝阳区", "朝阳区"),
        ("煤城尖山区", "尖山区"),
        ("江城武昌区", "武昌区"),
        ("鹿城吉阳区", "吉阳区"),
        ("油城茂南区", "茂南区"),
        ("长安雁塔区", "雁塔区"),
        ("酒城江阳区", "江阳区"),
    ],
)
def test_shared_nicknames_decide_between_candidates(regions: RegionResolver, text: str, expected: str):
    check(regions, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("商都", "商都县"),
        ("我在花城开店", "广州市|攀枝花市"),
        ("我在江城开店", "吉林市|武汉市|江城区|江城哈尼族彝族自治县"),
        ("我在山城开店", "山城区|重庆市"),
        ("我们这座龙城", ""),
        ("大学城", ""),
    ],
)
def test_shared_nicknames_decide_nothing_alone(regions: RegionResolver, text: str, expected: str):
    check(regions, text, expected)


def test_a_shared_nickname_says_which_of_two_districts(regions: RegionResolver):
    found = regions.resolve("山城江北区有没有窗口").region
    assert found is not None
    assert found.path[0] == "重庆市"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("双城市", "双城区"),
        ("我在哈尔滨双城市", "双城区"),
        ("以前的阿城市", "阿城区"),
        ("呼兰县", "呼兰区"),
        ("杭州萧山市", "萧山区"),
        ("余杭市", "余杭区"),
        ("富阳市", "富阳区"),
        ("原遵义县", "播州区"),
        ("盘县特区", "盘州市"),
        ("原松花江地区", "哈尔滨市"),
        ("合江地区", "佳木斯市"),
        ("德都县", "五大连池市"),
        ("白下区", "秦淮区"),
        ("天津塘沽", "滨海新区"),
        ("重庆万盛区", "綦江区"),
        ("郧县", "郧阳区"),
        ("苏州沧浪区", "姑苏区"),
        ("宁波鄞县", "鄞州区"),
    ],
)
def test_former_names_mean_the_present_place(regions: RegionResolver, text: str, expected: str):
    check(regions, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("石家庄正定", "正定县"),
        ("石家庒正定", "正定县"),
        ("石家装正定", "正定县"),
        ("金华义乌", "义乌市"),
        ("鸡西密山", "密山市"),
        ("鸡系密山", "密山市"),
        ("绥化北林", "北林区"),
        ("伊春金林", "金林区"),
        ("大庆大同", "大同区"),
        ("牡丹江西安", "西安区"),
        ("大连中山", "中山区"),
        ("缓化海伦", "海伦市"),
        ("双呀山尖山", "尖山区"),
        ("哈尔宾南岗", "南岗区"),
        ("毕节大方", "大方县"),
        ("台洲天台", "天台县"),
        ("河北正定", "正定县"),
    ],
)
def test_counties_without_suffix_behind_their_city(regions: RegionResolver, text: str, expected: str):
    check(regions, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("沪州", "泸州市"),
        ("毫州", "亳州市"),
        ("我在毫州谯城", "谯城区"),
        ("石家庒", "石家庄市"),
        ("兖洲", "兖州区"),
        ("郴洲", "郴州市"),
        ("株州", "株洲市"),
        ("满州里", "满洲里市"),
        ("杭洲西湖区", "西湖区"),
        ("我在鄄城", "鄄城县"),
        ("我在甄城", "鄄城县"),
        ("册享县", "册亨县"),
        ("息峰", "息烽县"),
        ("翁安县", "瓮安县"),
        ("望魁", "望奎县"),
        ("穆陵", "穆棱市"),
        ("金华义务", "义乌市"),
        ("折江宁波", "宁波市"),
        ("沈样和平区", "和平区"),
        ("温周鹿城", "鹿城区"),
        ("重请江北区", "江北区"),
    ],
)
def test_misspellings_by_shape_and_sound(regions: RegionResolver, text: str, expected: str):
    check(regions, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("华强北", "福田区"),
        ("深圳华强北的柜台", "福田区"),
        ("义乌小商品城", "义乌市"),
        ("中关村", "海淀区"),
        ("哈尔滨新区", "松北区"),
        ("滨江高新区", "滨江区"),
        ("西咸新区", "陕西省"),
        ("海宁皮革城", "海宁市"),
        ("沈阳五爱市场", "沈河区"),
        ("武汉汉正街", "硚口区"),
        ("成都春熙路", "锦江区"),
        ("重庆解放碑", "渝中区"),
        ("我在十三行做服装", "荔湾区"),
        ("我在濮院做毛衣", "桐乡市"),
        ("贵阳花果园", "南明区"),
        ("贵州茅台镇", "仁怀市"),
        ("利民开发区", "呼兰区"),
    ],
)
def test_markets_and_zones_lie_in_their_district(regions: RegionResolver, text: str, expected: str):
    check(regions, text, expected)


@pytest.mark.parametrize(
    "text",
    [
        "《长安三万里》",
        "《北京折叠》被抄袭了",
        "长城汽车",
        "青岛啤酒",
        "我的商品跟青岛啤酒的包装像",
        "哈密瓜",
        "龙井茶存冰箱会不会串味",
        "西湖醋鱼",
        "金华火腿",
        "平遥牛肉",
        "柳州螺蛳粉",
        "朝阳的下午",
        "和平解决",
        "开发区域",
        "通过",
        "东方红",
        "大理石",
        "海口大的",
        "嘉陵江",
        "长白山",
        "钱塘江边",
        "泰山压顶",
        "未开封的商品",
        "代码十三行",
        "群策群力",
        "欢呼市场",
        "顾客都走了",
        "泰达币",
        "我叫张沐阳",
        "我们公司叫金洲科技",
        "请张江律师",
        "王宝清说",
    ],
)
def test_words_that_only_look_like_places(regions: RegionResolver, text: str):
    found = regions.resolve(text)
    assert (found.region, found.candidates) == (None, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《长安十二时辰》被盗版了，我在杭州", "杭州市"),
        ("《黑龙江省知识产权保护条例》怎么规定", "黑龙江省"),
        ("我们卖青岛啤酒，店在双鸭山", "双鸭山市"),
        ("我在富春江边上的桐庐", "桐庐县"),
        ("我在开封开店", "开封市"),
        ("我在长白县", "长白朝鲜族自治县"),
    ],
)
def test_real_places_beside_such_words_are_still_found(regions: RegionResolver, text: str, expected: str):
    check(regions, text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我叫刘吉林，上回打过电话", ""),
        ("我们经理王宁波让我来问一声", ""),
        ("我儿子小名叫海南", ""),
        ("离了村子，我也变成都市打工人了", ""),
        ("阳台那盆长春花拍的照片", ""),
        ("我叫老刘，吉林的", "吉林省"),
        ("我们经理在宁波", "宁波市"),
        ("龙江省内哪都行", "黑龙江省"),
        ("东阳木雕版权在哪登记", "东阳市"),
        ("丽水龙泉青瓷被仿", "龙泉市"),
    ],
)
def test_given_names_and_plain_words_are_told_from_places(regions: RegionResolver, text: str, expected: str) -> None:
    check(regions, text, expected)
