// What may be typed at the cursor: prefixes, classes, properties, concepts, variables, words of SPARQL, and things of
// the data by their names. It returns plain records; nothing here draws.
import { MOTS_PROPOSES, morceaux } from "./requetes-couleurs.js";

const LOCAL = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const ASSEZ = 40; // proposals shown at most

/** A text without accents or capitals, to compare. */
export function nu(texte) {
  return texte.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’']/g, " ").toLowerCase();
}

export class Vocabulaire {
  /** `donnees` is what `/sparql/completion.json` holds. */
  constructor(donnees, langue) {
    this.prefixes = Object.entries(donnees.prefixes).sort((a, b) => b[1].length - a[1].length);
    this.termes = [...donnees.termes, ...donnees.concepts.map((un) => ({ ...un, genre: "concept" }))].map((un) => {
      const nom = un[langue] || un.fr || un.en || "";
      const court = this.court(un.iri);
      const local = court ? court.slice(court.indexOf(":") + 1) : un.iri;
      return { ...un, nom, court, cle: [nu(local), nu(un.fr || ""), nu(un.en || "")] };
    });
  }

  /** An IRI by its prefix, or null when it has none that can be written. */
  court(iri) {
    for (const [nom, adresse] of this.prefixes)
      if (iri.startsWith(adresse) && LOCAL.test(iri.slice(adresse.length))) return `${nom}:${iri.slice(adresse.length)}`;
    return null;
  }

  adresse(prefixe) {
    const trouve = this.prefixes.find(([nom]) => nom === prefixe);
    return trouve ? trouve[1] : null;
  }
}

/** What is being typed at the cursor: `{debut, mot, genre}`, null where nothing can be proposed (comment, text). */
export function saisie(texte, curseur) {
  const pieces = morceaux(texte);
  const piece = pieces.find((une) => une.debut < curseur && curseur <= une.fin);
  if (piece && ["note", "texte"].includes(piece.genre)) return null;
  const avant = texte.slice(0, curseur);
  const ouvert = /<([^<>\s"]*)$/.exec(avant);
  if (ouvert && (!piece || piece.genre !== "iri" || curseur < piece.fin)) {
    const reste = /^[^<>\s"]*>/.exec(texte.slice(curseur));
    return { debut: ouvert.index, fin: curseur + (reste ? reste[0].length : 0), mot: ouvert[1], genre: "iri" };
  }
  if (piece && piece.genre === "iri") return null;
  const mot = /[?$]?[\p{L}\p{N}_:'’-]*$/u.exec(avant)[0];
  const debut = curseur - mot.length;
  if (/\bPREFIX\s+$/i.test(avant.slice(0, debut))) return { debut, fin: curseur, mot, genre: "prefixe" };
  if (/^[?$]/.test(mot)) return { debut, fin: curseur, mot, genre: "variable" };
  const classe = /(?:^|[\s;])(?:a|rdf:type)\s+$/.test(avant.slice(0, debut));
  if (mot.includes(":")) return { debut, fin: curseur, mot, genre: "nom", classe };
  // A name of several words: those before that are no words of SPARQL belong to it.
  let long = debut;
  for (const une of [...pieces].reverse()) {
    if (une.fin > long || (une.fin === curseur && une.debut === debut)) continue;
    if (une.genre !== "rien" || !/^[ '’-]$/.test(texte.slice(une.fin, long))) break;
    long = une.debut;
  }
  return { debut, fin: curseur, mot, genre: classe ? "classe" : "mot", debutLong: long, long: texte.slice(long, curseur) };
}

/** What is proposed for a `saisie`, without asking the server. */
export function propositions(vocabulaire, texte, ou, mots, tout) {
  if (ou.genre === "variable") {
    const connues = new Set(texte.match(/[?$][\p{L}\p{N}_]+/gu) || []);
    const nombre = (texte.match(new RegExp(`${ou.mot.replace(/[?$]/g, "\\$&")}(?![\\p{L}\\p{N}_])`, "gu")) || []).length;
    return [...connues]
      .filter((une) => une.startsWith(ou.mot) && (une !== ou.mot || nombre > 1) && une !== ou.mot)
      .map((une) => ({ texte: une, insere: une, genre: mots.variable, sens: "" }));
  }
  if (ou.genre === "prefixe")
    return vocabulaire.prefixes
      .filter(([nom]) => nom.startsWith(ou.mot.replace(/:$/, "")))
      .sort()
      .slice(0, ASSEZ)
      .map(([nom, adresse]) => ({ texte: `${nom}:`, insere: `${nom}: <${adresse}>`, genre: mots.prefixe, sens: adresse }));
  const noms = { classe: mots.classe, propriete: mots.propriete, concept: mots.concept };
  const propose = (un) => ({
    texte: un.court || `<${un.iri}>`,
    insere: un.court || `<${un.iri}>`,
    prefixe: un.court ? un.court.split(":")[0] : null,
    note: un.court ? "" : un.nom,
    genre: un.n ? `${noms[un.genre]} · ${un.n.toLocaleString(mots.langue)}` : noms[un.genre],
    sens: un.nom,
  });
  if (ou.genre === "iri") {
    if (!ou.mot) return [];
    return vocabulaire.termes.filter((un) => un.iri.startsWith(ou.mot) && un.iri !== ou.mot).slice(0, ASSEZ)
      .map((un) => ({ ...propose(un), texte: un.iri, insere: `<${un.iri}>`, prefixe: null, note: "" }));
  }
  if (ou.genre === "nom") {
    const [prefixe, local] = [ou.mot.slice(0, ou.mot.indexOf(":")), nu(ou.mot.slice(ou.mot.indexOf(":") + 1))];
    if (!vocabulaire.adresse(prefixe)) return [];
    return vocabulaire.termes
      .filter((un) => un.court && un.court.startsWith(`${prefixe}:`) && un.court !== ou.mot)
      .map((un) => [rang(un, local), un])
      .filter(([note]) => note < 9)
      // After « a », classes come first.
      .sort((a, b) => (ou.classe ? (b[1].genre === "classe") - (a[1].genre === "classe") : 0) || ordre(a, b))
      .slice(0, ASSEZ)
      .map(([, un]) => propose(un));
  }
  const mot = nu(ou.mot);
  if (!mot && !tout) return [];
  const termes = vocabulaire.termes
    .filter((un) => ou.genre !== "classe" || un.genre === "classe")
    .map((un) => [mot ? rang(un, mot) : 5, un])
    .filter(([note]) => note < 9)
    .sort(ordre);
  const ecrits = ou.genre === "classe" || !mot ? [] : MOTS_PROPOSES.filter((un) => un.toLowerCase().startsWith(mot));
  if (ecrits.some((un) => un.toLowerCase() === mot)) return [];
  return [
    ...ecrits.slice(0, 6).map((un) => ({ texte: un, insere: un, genre: mots.mot, sens: "" })),
    ...termes.slice(0, ASSEZ).map(([, un]) => propose(un)),
  ];
}

/** The order of two terms with their notes: the best, then the most used, then the shortest. */
function ordre([noteA, a], [noteB, b]) {
  return noteA - noteB || (b.n || 0) - (a.n || 0) || a.cle[0].length - b.cle[0].length;
}

/** How well a term answers to what is typed: 0 best, 9 not at all. */
function rang(un, mot) {
  if (!mot) return 4;
  if (un.cle.some((cle) => cle === mot)) return 0;
  if (un.cle[0].startsWith(mot)) return 1;
  if (un.cle.some((cle) => cle.startsWith(mot))) return 2;
  if (un.cle.some((cle) => cle.includes(` ${mot}`))) return 3;
  return mot.length > 2 && un.cle.some((cle) => cle.includes(mot)) ? 4 : 9;
}

/** The PREFIX line that a proposal needs and the text does not have, or null. */
export function prefixeManquant(vocabulaire, texte, nom) {
  if (!nom || new RegExp(`\\bPREFIX\\s+${nom}:`, "i").test(texte)) return null;
  return `PREFIX ${nom}: <${vocabulaire.adresse(nom)}>\n`;
}

/** Where a PREFIX line goes: before the first line that is neither empty nor a comment. */
export function placeDesPrefixes(texte) {
  let place = 0;
  for (const ligne of texte.split("\n")) {
    if (ligne.trim() && !ligne.trim().startsWith("#")) return place;
    place += ligne.length + 1;
  }
  return Math.min(place, texte.length);
}
