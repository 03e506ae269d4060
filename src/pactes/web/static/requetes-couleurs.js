// Cuts a SPARQL text into pieces to colour. It is a reader of words, not of grammar: the server tells the mistakes.

const MOTS = new Set(
  `ask base by bind construct desc asc describe distinct exists filter from graph group having in insert limit minus
  named not offset optional order prefix reduced select service silent undef union values where a as separator true
  false abs avg bnode bound ceil coalesce concat contains count datatype day encode_for_uri floor group_concat hours
  if iri isblank isiri isliteral isnumeric isuri lang langmatches lcase max md5 min minutes month now rand regex
  replace round sameterm sample seconds sha1 sha256 sha384 sha512 str strafter strbefore strdt strends strlang strlen
  strstarts struuid substr sum timezone tz ucase uri uuid year`.split(/\s+/),
);

export const MOTS_PROPOSES = [...MOTS].filter((mot) => mot.length > 2).map((mot) => mot.toUpperCase());

const MORCEAU = new RegExp(
  [
    /(?<note>#[^\n]*)/,
    /(?<texte>"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)/,
    /(?<iri><[^<>"{}|^`\\\s]*>)/,
    /(?<var>[?$][\p{L}\p{N}_]+)/u,
    /(?<langue>@[A-Za-z-]+)/,
    /(?<nom>(?:\p{L}[\p{L}\p{N}_.-]*)?:(?:[\p{L}\p{N}_:%](?:[\p{L}\p{N}_.:%-]*[\p{L}\p{N}_:%-])?)?)/u,
    /(?<nombre>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/,
    /(?<mot>[\p{L}_][\p{L}\p{N}_]*(?:['’]\p{L}[\p{L}\p{N}_]*)*)/u, // with the apostrophes of French names
  ].map((une) => une.source).join("|"),
  "gu",
);

/** The pieces of a text: `{debut, fin, genre}`, in order; what is between them has no colour. */
export function morceaux(texte) {
  const trouves = [];
  for (const trouve of texte.matchAll(MORCEAU)) {
    let genre = Object.keys(trouve.groups).find((nom) => trouve.groups[nom] !== undefined);
    if (genre === "mot" && !MOTS.has(trouve[0].toLowerCase())) genre = "rien";
    if (genre === "langue") genre = "texte";
    trouves.push({ debut: trouve.index, fin: trouve.index + trouve[0].length, genre });
  }
  return trouves;
}

/** Draws `texte` with its colours in `place`: one `div` a line; `faute` is `{ligne, colonne}` from 1, or null. */
export function colorer(place, texte, faute) {
  const lignes = texte.split("\n");
  const elements = lignes.map(() => document.createElement("div"));
  let ligne = 0;
  let debutLigne = 0;
  const ecrire = (debut, fin, genre) => {
    while (debut < fin) {
      const finLigne = debutLigne + lignes[ligne].length;
      const jusque = Math.min(fin, finLigne);
      if (jusque > debut) {
        const morceau = texte.slice(debut, jusque);
        if (genre && genre !== "rien") {
          const span = document.createElement("span");
          span.className = `c-${genre}`;
          span.textContent = morceau;
          elements[ligne].append(span);
        } else elements[ligne].append(morceau);
      }
      debut = jusque;
      if (debut === finLigne && debut < fin) {
        debut += 1;
        debutLigne = debut;
        ligne += 1;
      }
    }
  };
  let ici = 0;
  for (const { debut, fin, genre } of morceaux(texte)) {
    ecrire(ici, debut, "");
    ecrire(debut, fin, genre);
    ici = fin;
  }
  ecrire(ici, texte.length, "");
  if (faute && elements[faute.ligne - 1]) elements[faute.ligne - 1].classList.add("faute");
  for (const element of elements) if (!element.hasChildNodes()) element.append("\u200b");
  place.replaceChildren(...elements);
}
