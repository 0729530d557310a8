"""What the demo's made-up households are called and where they live."""

# By language: first names of women, of men, and last names.
NAMES: dict[str, tuple[str, str, str]] = {
    "en": (
        "Emily Grace Hannah Denise Latoya Megan Tiffany Carol",
        "James Marcus Tyler Brandon Dwayne Kevin Scott Raymond",
        "Johnson Miller Washington Baker Coleman O’Brien Fischer Whitfield",
    ),
    "es": (
        "María Guadalupe Sofía Rosa Leticia Ximena Yolanda Inés",
        "José Luis Miguel Ángel Ramón Jesús Raúl Octavio",
        "García Hernández Muñoz Gutiérrez Peña Ramírez Villaseñor Núñez",
    ),
    "ar": (
        "Layla Huda Rania Salma Amal",
        "Omar Khalid Yusuf Tariq Samir",
        "Haddad Mansour Khoury Saleh Nasser",
    ),
    "hy": (
        "Anahit Lusine Nare Gayane Siran",
        "Armen Hovik Tigran Vahe Garen",
        "Petrosyan Sargsyan Avagyan Grigoryan Hakobyan",
    ),
    "yue": (
        "Mei-Ling Wai-Yee Suk-Fan Ka-Man Lai-Wah",
        "Chi-Keung Wing-Fai Ka-Ho Siu-Ming Kwok-Wai",
        "Chan Wong Cheung Leung Kwan",
    ),
    "fa": (
        "Shirin Nasrin Mina Azadeh Parisa",
        "Reza Dariush Behrouz Kamran Farhad",
        "Hosseini Karimi Tehrani Moradi Rahimi",
    ),
    "hmn": (
        "Mai Pa Kia See Yer",
        "Tou Chue Pao Kong Neng",
        "Vang Xiong Yang Lor Moua",
    ),
    "km": (
        "Sophea Chanthou Sreymom Bopha Kunthea",
        "Sokha Vuthy Dara Rithy Samnang",
        "Chea Sok Keo Meas Prak",
    ),
    "ko": (
        "Ji-Young Soo-Jin Min-Hee Hye-Won Eun-Ji",
        "Sung-Ho Dong-Hyun Jae-Won Kyung-Soo Tae-Min",
        "Kim Park Choi Jeong Yoon",
    ),
    "cmn": (
        "Xiu-Ying Li-Hua Jing Yan-Fang Mei",
        "Wei Jian-Guo Ming-Hao Zhi-Qiang Lei",
        "Wang Zhang Liu Chen Zhao",
    ),
    "ru": (
        "Olga Natalia Svetlana Irina Galina",
        "Sergei Dmitri Igor Alexei Boris",
        "Ivanov Petrenko Kuznetsov Morozov Orlov",
    ),
    "tl": (
        "Maricel Rowena Jocelyn Imelda Luzviminda",
        "Rodrigo Efren Arnel Dindo Reynaldo",
        "Santos Reyes Bautista dela-Cruz Mangubat",
    ),
    "vi": (
        "Thị-Hoa Lan Thu-Hương Mỹ-Linh Ngọc",
        "Văn-Minh Đức Quang-Huy Tuấn Hải",
        "Nguyễn Trần Phạm Đặng Huỳnh",
    ),
}
# One of so many households speaks it.
SHARES = {"en": 34, "es": 34, "vi": 6, "cmn": 5, "yue": 4, "tl": 4, "ko": 3, "hy": 3}
PLACES = [
    ("Sacramento", "95814"),
    ("Fresno", "93727"),
    ("Los Angeles", "90033"),
    ("San Diego", "92105"),
    ("San José", "95122"),
    ("Oakland", "94601"),
    ("Long Beach", "90813"),
    ("Bakersfield", "93305"),
    ("Stockton", "95205"),
    ("Garden Grove", "92840"),
    ("Glendale", "91205"),
    ("Daly City", "94014"),
    ("Salinas", "93905"),
    ("Redding", "96001"),
    ("El Centro", "92243"),
    ("Eureka", "95501"),
]
STREETS = [
    "Olive Avenue",
    "Main Street",
    "2nd Street",
    "Mission Boulevard",
    "Oak Lane",
    "Pacific Drive",
    "Elm Court",
    "Cesar Chavez Avenue",
]
PLANS = [
    "Silver 94 HMO",
    "Silver 87 PPO",
    "Silver 73 HMO",
    "Bronze 60 HMO",
    "Gold 80 PPO",
    "Minimum Coverage HMO",
]
