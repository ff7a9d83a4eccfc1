/** Who writes, from where, about which thing? Lists to draw from; every address ends in a domain that is reserved for examples. */

export const firstNames = {
  en: 'Amelia,Oliver,Isla,George,Ava,Noah,Emily,Arthur,Freya,Leo,Grace,Oscar,Ivy,Henry,Ella,Theo,Maya,Adam,Priya,Samir,Chloe,Ewan,Niamh,Callum,Zara,Rhys,Imogen,Kofi,Tara,Jonah,Beth,Marcus,Hana,Dylan,Orla,Ravi,Lucy,Tom,Nadia,Felix'.split(
    ',',
  ),
  de: 'Anna,Lukas,Mia,Jonas,Lea,Paul,Emma,Felix,Lena,Max,Clara,Leon,Marie,Elias,Johanna,Moritz,Sophie,Jakob,Frieda,Emil,Greta,Anton,Ida,Karl,Helene,Mehmet,Aylin,Thomas,Sabine,Jürgen,Petra,Katrin,Stefan,Birgit,Olga,Tobias,Nele,Hannes,Merle,Björn'.split(
    ',',
  ),
};

export const lastNames = {
  en: 'Walker,Hughes,Patel,Bennett,Murphy,Clarke,Osei,Foster,Reid,Khan,Morgan,Ellis,Barnes,Doyle,Sharma,Price,Holt,Nolan,Fraser,Webb,Okafor,Marsh,Lowe,Gallagher,Begum,Shaw,Hart,Quinn,Byrne,Sinclair,Pike,Rowe,Kaur,Dunn,Abbott,Lane,Mistry,Fox,Carver,Blythe'.split(
    ',',
  ),
  de: 'Schmidt,Weber,Wagner,Becker,Hoffmann,Koch,Richter,Klein,Wolf,Schröder,Neumann,Schwarz,Zimmermann,Braun,Krüger,Hartmann,Lange,Werner,Krause,Lehmann,Maier,Yılmaz,Kaya,Huber,Fuchs,Vogel,Jansen,Keller,Günther,Brandt,Haas,Sommer,Winter,Pohl,Busch,Kuhn,Seidel,Engel,Böhm,Petersen'.split(
    ',',
  ),
};

export const cities = {
  en: 'Bristol,Leeds,Cork,Edinburgh,Norwich,Cardiff,York,Dublin,Bath,Glasgow,Brighton,Belfast,Exeter,Galway,Oxford'.split(','),
  de: 'Hamburg,Leipzig,Köln,Bremen,Freiburg,Kiel,Dresden,Mainz,Graz,Basel,Münster,Rostock,Ulm,Potsdam,Linz'.split(','),
};

/** The same things in both languages; in German by their name alone, which stays the same in every case of grammar. */
export const products = {
  en: 'desk lamp Alma,floor lamp Bo,linen blanket Fjord,kettle Isbre,oak stool Tind,wall shelf Rad,mug set Sol,clothes rack Lind,table lamp Nova,wool cushion Hei,mirror Vann,side table Kvist,tea pot Dugg,bread box Korn,ladder shelf Trapp,pendant lamp Klokke'.split(
    ',',
  ),
  de: '„Alma“,„Bo“,„Fjord“,„Isbre“,„Tind“,„Rad“,„Sol“,„Lind“,„Nova“,„Hei“,„Vann“,„Kvist“,„Dugg“,„Korn“,„Trapp“,„Klokke“'.split(','),
};

export const carriers = 'DHL,DPD,GLS,Hermes,UPS'.split(',');
export const weekdays = {
  en: 'Monday,Tuesday,Wednesday,Thursday,Friday'.split(','),
  de: 'Montag,Dienstag,Mittwoch,Donnerstag,Freitag'.split(','),
};
export const mailHosts = ['post.example', 'mail.example', 'inbox.example', 'brief.example'];
