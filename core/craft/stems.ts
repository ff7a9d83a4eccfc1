/** Which words carry the meaning of a sentence? Small words fall away, the rest is cut to its first letters, so that “deliver” meets “delivery”. */
const small = new Set(
  (
    'a an and any are as at be been but by can could did do does for from get got had has have he her his how i if in is it its just me my of on ' +
    'or our out please she so some still that the their them then there they this to too up us was we were what when where which who why will ' +
    'with would you your also about am all into not no yes need want know tell let like thing going make sure one hello hi dear thanks thank ' +
    'aber alle als also am an auch auf aus bei bin bis bitte da damit dann das dass dem den denn der des die dies diese diesen doch du ein eine ' +
    'einem einen einer er es für gibt hab habe haben hat hatte ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ist ja jetzt kann kein keine ' +
    'können könnte könnten man mein meine meinem meinen meiner mich mir mit muss nach nein nicht noch nun nur ob oder schon sein seine sich sie ' +
    'sind so soll um und uns unser unsere vom von vor wann war warum was wer werde werden wie wieder will wir wird wo wollen wurde würde zu zum ' +
    'zur über hallo danke wegen eigentlich möchte gern gerne wissen sagen'
  ).split(' '),
);
const stemLength = 5;

export function stemsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
  return new Set(words.filter((word) => !small.has(word) && (word.length > 2 || /\d/.test(word))).map((word) => word.slice(0, stemLength)));
}

export function sharedCount(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return [...one].filter((stem) => other.has(stem)).length;
}
