"""Words that tell what a name names: places, given names, and the nouns in names of organisations and places.

Lists, because nothing lighter does it: the smallest gazetteer on the package index weighs 35 MB, and
models that tag names bring PyTorch or are not on the index at all. What is not listed is told by its
surroundings.
"""

from __future__ import annotations

from rag.text.places import LONG_FORMS, SAME_PLACE
from rag.text.tokens import word_set


def _lines(listed: str) -> frozenset[str]:
    return frozenset(" ".join(item.split()) for item in listed.split("|") if item.strip())


_CITIES = _lines("""
    kabul | tirana | algiers | buenos aires | yerevan | canberra | sydney | melbourne | brisbane | perth |
    adelaide | vienna | baku | manama | dhaka | minsk | brussels | antwerp | la paz | sarajevo | brasilia |
    sao paulo | rio de janeiro | sofia | phnom penh | ottawa | toronto | montreal | vancouver | calgary |
    santiago | beijing | shanghai | hong kong | guangzhou | shenzhen | wuhan | tianjin | chengdu | bogota |
    zagreb | havana | prague | copenhagen | quito | cairo | alexandria | tallinn | addis ababa | helsinki |
    paris | lyon | marseille | tbilisi | berlin | munich | hamburg | frankfurt | cologne | accra | athens |
    guatemala city | port-au-prince | budapest | reykjavik | new delhi | delhi | mumbai | kolkata | chennai
    | bangalore | bengaluru | hyderabad | jakarta | tehran | baghdad | basra | mosul | dublin | belfast |
    jerusalem | tel aviv | gaza | gaza city | rome | milan | naples | turin | venice | kingston | tokyo |
    osaka | kyoto | hiroshima | fukushima | amman | nairobi | pyongyang | seoul | busan | pristina | bishkek
    | vientiane | riga | beirut | monrovia | tripoli | benghazi | vilnius | luxembourg | kuala lumpur |
    mexico city | tijuana | chisinau | rabat | casablanca | maputo | naypyidaw | yangon | kathmandu |
    amsterdam | rotterdam | the hague | wellington | auckland | christchurch | abuja | lagos | oslo |
    islamabad | karachi | lahore | peshawar | panama city | lima | manila | warsaw | krakow | lisbon | porto
    | doha | bucharest | moscow | st petersburg | st. petersburg | saint petersburg | kigali | riyadh |
    jeddah | mecca | medina | edinburgh | glasgow | dakar | belgrade | bratislava | ljubljana | mogadishu |
    johannesburg | cape town | pretoria | durban | madrid | barcelona | khartoum | stockholm | gothenburg |
    malmo | bern | zurich | geneva | basel | davos | damascus | aleppo | homs | taipei | bangkok | tunis |
    ankara | istanbul | kampala | kyiv | kiev | kharkiv | kherson | odesa | odessa | mariupol | lviv |
    zaporizhzhia | donetsk | luhansk | dnipro | bucha | bakhmut | abu dhabi | dubai | london | manchester |
    birmingham | liverpool | leeds | bristol | sheffield | cardiff | oxford | cambridge | montevideo |
    caracas | hanoi | ho chi minh city | sanaa | aden | harare | lusaka | luanda | kinshasa | brazzaville |
    bamako | ouagadougou | niamey | n'djamena | tashkent | astana | almaty | ulaanbaatar | colombo |
    washington | washington d.c. | washington dc | new york | new york city | los angeles | chicago |
    houston | phoenix | philadelphia | san antonio | san diego | dallas | san jose | austin | jacksonville |
    san francisco | columbus | indianapolis | seattle | denver | boston | el paso | detroit | nashville |
    portland | memphis | las vegas | louisville | baltimore | milwaukee | albuquerque | tucson | fresno |
    sacramento | kansas city | atlanta | omaha | miami | oakland | minneapolis | tulsa | tampa | new orleans
    | cleveland | honolulu | anaheim | pittsburgh | cincinnati | st louis | st. louis | st paul | buffalo |
    orlando | charlotte | uvalde | ferguson | palo alto | silicon valley | hollywood | manhattan | brooklyn
    | the bronx | bronx | queens | harlem | buckingham palace | cannes | nice | sochi | pyeongchang |
    xinjiang | tibet | macau | hormuz | aceh
""")
_REGIONS = _lines("""
    alabama | alaska | arizona | arkansas | california | colorado | connecticut | delaware | florida |
    hawaii | idaho | illinois | indiana | iowa | kansas | kentucky | louisiana | maine | maryland |
    massachusetts | michigan | minnesota | mississippi | missouri | montana | nebraska | nevada | new
    hampshire | new jersey | new mexico | north carolina | north dakota | ohio | oklahoma | oregon |
    pennsylvania | rhode island | south carolina | south dakota | tennessee | texas | utah | vermont |
    virginia | west virginia | wisconsin | wyoming | puerto rico | guam | ontario | quebec | british
    columbia | alberta | manitoba | saskatchewan | nova scotia | new south wales | queensland | tasmania |
    victoria | western australia | northern territory | crimea | donbas | donbass | kashmir | punjab |
    gujarat | kerala | catalonia | bavaria | saxony | normandy | brittany | tuscany | sicily | sardinia |
    lombardy | andalusia | flanders | wallonia | siberia | chechnya | kurdistan | darfur | tigray | sinai |
    gaza strip | west bank | golan heights | northern ireland | middle east | far east | southeast asia |
    south asia | east asia | central asia | north africa | west africa | east africa | sub-saharan africa |
    latin america | south america | north america | central america | scandinavia | balkans | caribbean |
    antarctica | arctic | antarctic | oceania | mediterranean | atlantic | pacific | south china sea | black
    sea | red sea | baltic | new england | midwest | east coast | west coast | bay area | wales | scotland |
    england
""")
_STATES = _lines("""
    andorra | angola | antigua | bahamas | bahrain | barbados | belize | benin | bhutan | bosnia | bosnia
    and herzegovina | botswana | brunei | burkina faso | burundi | cameroon | cape verde | central african
    republic | chad | comoros | congo | costa rica | ivory coast | cote d'ivoire | czech republic | czechia
    | djibouti | dominica | dominican republic | east timor | timor-leste | el salvador | equatorial guinea
    | eritrea | eswatini | fiji | gabon | gambia | grenada | guatemala | guinea | guyana | honduras |
    kiribati | kyrgyzstan | laos | lesotho | liberia | liechtenstein | luxembourg | madagascar | malawi |
    maldives | mali | malta | mauritania | mauritius | micronesia | monaco | montenegro | mozambique |
    namibia | new zealand | nicaragua | niger | north korea | south korea | north macedonia | oman | palau |
    papua new guinea | paraguay | samoa | san marino | sierra leone | solomon islands | south sudan | sri
    lanka | suriname | swaziland | tajikistan | tanzania | togo | tonga | trinidad | tunisia | turkmenistan
    | uae | vanuatu | vatican | vatican city | zambia | zimbabwe | soviet union | ussr | holland | britain |
    great britain | dprk | republic of ireland
""")
_NATIONS = frozenset(SAME_PLACE.values()) | {" ".join(words) for words in LONG_FORMS}
_NO_PLACES = frozenset({"united nations", "european union", "north atlantic treaty organization"})

PLACES = (_CITIES | _REGIONS | _STATES | _NATIONS) - _NO_PLACES
"""Names of places in lower case, of one word or more."""

DEMONYMS = frozenset(SAME_PLACE) - frozenset(
    ["us", "usa", "uk", "un", "eu", "uae", "nato", "america", "britain", "emirates", "burma", "turkiye"]
)
"""Words for people and things of a country: "Chinese", "Danes"."""

GIVEN_NAMES = word_set("""
    aaron abdul abdullah abigail adam adrian ahmad ahmed aisha alan albert alejandro alex alexander alexei
    alexis alfred ali alice alison allen amanda amber amir amy ana anders andre andrea andrei andrew andy
    angela anil anita ann anna anne annie anthony antonio antony april arjun arthur ashley aung barack
    barbara ben benjamin bernard bernie beth betty bill bob bobby boris brad brandon brenda brett brian
    britney bruce bryan caitlin carl carla carlos carol caroline catherine cathy charles charlie charlotte
    cheryl chris christian christina christine christopher chuck cindy claire clara clarence claude colin
    connor craig cristina cynthia dan daniel danielle danny dave david dawn dean deborah debra denis dennis
    derek diana diane diego dmitry dominic don donald donna doris dorothy doug douglas dustin dylan earl ed
    eddie edgar edith edward eleanor elena elizabeth ellen elon emily emma emmanuel eric erica erik erin
    ernest ethan eugene eva evan evelyn fatima felix fernando florence frances francesca francis francisco
    frank fred frederick gabriel gareth gary gavin gene geoffrey george gerald gina giorgia giovanni glen
    glenn gloria gordon grace graham greg gregory hannah hans harold harry hassan heather hector helen henry
    herbert holly howard hugh hugo hussein ian ibrahim ida igor ingrid irene isaac isabel ivan jack jackson
    jacob jacqueline jake james jamie jan jane janet janice jared jason javier jay jean jeff jeffrey
    jennifer jenny jeremy jerome jerry jesse jessica jill jim jimmy joan joanna joe joel johan johann john
    johnny jon jonathan jordan jorge jose joseph josh joshua joyce juan judith judy julia julian julie
    justin kamala karen karl kate katherine kathleen kathryn kathy katie keith kelly ken kenneth kevin
    khalid kim kimberly kirsten kristen kyle lachlan larry laura lauren lawrence lee leo leon leonard leslie
    lewis liam linda lindsay lisa liz lloyd logan lois louis louise lucas lucy luis luke lydia lynn madison
    marc marcus margaret maria marie marilyn mario mark marta martha martin mary maryam matt matteo matthew
    maurice max maxim megan melania melinda melissa meghan michael michelle miguel mike mikhail milton
    miriam mitch mitt mohamed mohammad mohammed molly monica morgan muhammad nancy naomi narendra natalie
    nathan neil nelson nicholas nick nicola nicolas nigel nikki nikolai noah noam noel nora norman oleg
    oliver olivia olga omar oscar owen pablo pamela pat patricia patrick paul paula pavel pedro peggy penny
    pete peter petra phil philip phillip pierre priya rachel rafael rahul raj ralph ramon randy raymond
    rebecca recep richard rick rishi rita rob robert roberta roberto robin rod roger roland ron ronald rosa
    rose ross roy ruben russell ruth ryan sabrina sadiq sally sam samantha samuel sandra sanjay sara sarah
    scott sean sebastian sergei sergey shane shannon sharon shawn sheila shimon simon sofia sonia sophia
    sophie stacey stan stanley stefan stephanie stephen steve steven stuart sue susan suzanne svetlana
    sylvia tamara tania tara taylor ted teresa terry thabo theodore theresa thomas tiffany tim timothy tina
    todd tom tommy tony tracy travis trevor tyler valentina vanessa vera veronica vicky victor victoria
    vincent virginia vivian vladimir volodymyr walter wanda warren wayne wendy will william winston xavier
    yolanda yusuf yvonne zachary zoe
""")

ORGANISATION_WORDS = word_set("""
    academy administration agency airline airlines airways alliance army assembly association authority bank
    board broadcasting brotherhood bureau cabinet center centre chamber church club coalition college
    commission committee community company confederation congress consortium co-operative corp corporation
    council court courts department directorate district embassy exchange faculty federation firm force
    forces foundation front fund gazette government group guard holdings hospital house inc industries
    institute institution international journal labs league ltd laboratory laboratories magazine majesty
    media ministry mission mosque movement museum navy network news newspaper office orchestra organisation
    organization parliament partners party police post press registry republicans school schools secretariat
    senate service services society studios studio system systems team technologies telegraph temple times
    treasury tribune tribunal trust union united universities university watch wikinews democrats
    conservatives liberals
""")
ORGANISATION_ENDINGS = word_set("inc inc. ltd ltd. llc plc corp corp. co co. gmbh ag sa nv group holdings")
ORGANISATIONS = _lines("""
    white house | kremlin | pentagon | capitol hill | downing street | wall street | state department |
    scotland yard | hamas | hezbollah | taliban | al-qaeda | isis | islamic state | boko haram | opec | nato
    | unicef | unesco | who | world health organization | european union | united nations | interpol | nasa
    | nfl | nba | mlb | nhl | fifa | uefa | bbc | cnn | nbc | abc | cbs | fox news | reuters | associated
    press | ap | afp | al jazeera | wikinews | google | facebook | meta | twitter | apple | amazon |
    microsoft | tesla | netflix | youtube | tiktok | instagram | whatsapp | wikipedia | spotify | disney |
    boeing | airbus | ford | toyota | samsung | sony | intel | ibm | oracle | nvidia | openai | alibaba |
    huawei | tencent | gazprom | starbucks | walmart | mcdonald's | pfizer | moderna | labour | greenpeace |
    amnesty | red cross | fbi | cia | nsa | gop | imf
""")
PLACE_WORDS = word_set("""
    airport avenue bay beach boulevard bridge canal cape castle city coast coasts county creek desert gulf
    harbor harbour highway hills hotel island islands lake mount mountain mountains ocean palace park
    peninsula plaza port province river road sea shelf square stadium station strait street town valley
    village
""")
PLACE_OPENERS = word_set("bay cape fort gulf isle lake mount port river strait valley")
EVENT_WORDS = word_set("""
    act agreement award awards bowl challenge championship championships competition conference convention
    cup day derby election elections expo fair festival final games month open olympics paralympics prix
    prize referendum revolution series summit tour tournament treaty war week
""")
