// The page of queries: without this script the form, the questions, the table and the files work as they are.
import { Completion } from "./requetes-completion.js";
import { Editeur } from "./requetes-editeur.js";
import { placeDesPrefixes } from "./requetes-propositions.js";
import { rendreTriable } from "./requetes-tableau.js";

const formulaire = document.getElementById("requete");
const zone = document.getElementById("query");
const reponse = document.getElementById("reponse");
const erreurs = document.getElementById("erreur");
const annuler = document.getElementById("annuler");
const mots = JSON.parse(formulaire.dataset.mots);
const annonce = document.getElementById("annonce");
const annoncer = (texte) => {
  annonce.textContent = texte;
};
const secondes = (ms) => (ms < 10 ? "< " : "") + (Math.max(ms, 10) / 1000).toLocaleString(mots.langue, { maximumFractionDigits: ms < 1000 ? 2 : 1 });

const faute = zone.dataset.ligne ? { ligne: Number(zone.dataset.ligne), colonne: Number(zone.dataset.colonne) } : null;
const editeur = new Editeur(zone, faute);
new Completion(
  editeur,
  { termes: formulaire.dataset.completion, suggestions: formulaire.dataset.suggestions, base: formulaire.dataset.base },
  mots,
  annoncer,
);
document.getElementById("aide-touches").hidden = false;

/** Shows how long the answer took: what the visitor waited, and what the server says it computed. */
function dire(attente, calcul) {
  const duree = document.getElementById("duree");
  if (!duree || calcul === undefined) return;
  const texte = attente === undefined ? mots.duree_seule : mots.duree.replace("{n}", secondes(attente));
  duree.textContent = texte.replace("{m}", secondes(calcul));
  duree.hidden = false;
}

const calculDe = (entete) => {
  const trouve = /requete;dur=([\d.]+)/.exec(entete || "");
  return trouve ? Number(trouve[1]) : undefined;
};

/** Makes what the server wrote of an answer easier to use: sorting, copying, drawing. */
function equiper() {
  const tableau = document.getElementById("tableau");
  if (tableau) rendreTriable(tableau, mots, annoncer);
  const copier = document.getElementById("copier");
  const lien = document.getElementById("lien");
  if (copier && lien && navigator.clipboard) {
    copier.hidden = false;
    copier.addEventListener("click", async () => {
      await navigator.clipboard.writeText(lien.href);
      copier.textContent = mots.copie;
      annoncer(mots.copie);
    });
  }
  const ajouter = document.getElementById("ajouter");
  if (ajouter) {
    ajouter.hidden = false;
    ajouter.addEventListener("click", () => {
      const place = placeDesPrefixes(editeur.texte);
      editeur.remplacer(place, place, document.getElementById("prefixes").textContent);
      formulaire.requestSubmit();
    });
  }
  if (document.getElementById("graphique"))
    import("./requetes-graphique.js").then(({ preparer }) => preparer(mots)).catch(() => {
      document.getElementById("etat-dessin").textContent = mots.sans_dessin;
    });
}

let enCours = null;

/** Asks the query, and puts the answer that the server writes in the page; the address becomes that of the answer. */
async function executer() {
  enCours?.abort();
  const champs = new URLSearchParams(new FormData(formulaire));
  champs.delete("_mediatype");
  const temps = document.getElementById("timeout");
  if (temps && temps.selectedIndex === 0) champs.delete("timeout");
  const chemin = formulaire.action.split("#")[0];
  const courte = champs.toString().length <= Number(formulaire.dataset.longueur) + 200;
  const adresse = courte ? `${chemin}?${champs}` : chemin;
  const arret = new AbortController();
  enCours = arret;
  const debut = performance.now();
  const compter = () => annoncerAttente(performance.now() - debut);
  const horloge = setInterval(compter, 1000);
  annuler.hidden = false;
  reponse.setAttribute("aria-busy", "true");
  try {
    const recue = await fetch(adresse, {
      method: courte ? "GET" : "POST",
      body: courte ? undefined : champs,
      headers: { Accept: "text/html" },
      signal: arret.signal,
    });
    const page = new DOMParser().parseFromString(await recue.text(), "text/html");
    if (!page.getElementById("reponse")) throw new Error(recue.status);
    for (const place of [reponse, erreurs]) place.replaceChildren(...page.getElementById(place.id).children);
    if (courte) history.pushState(null, "", adresse);
    montree = posee();
    const ouverte = page.querySelector(".question-ouverte");
    document.querySelector(".question-ouverte")?.remove();
    if (ouverte) formulaire.prepend(ouverte);
    dire(performance.now() - debut, calculDe(recue.headers.get("Server-Timing")));
    equiper();
    const resultat = document.getElementById("resultat");
    if (resultat?.dataset.ligne) {
      editeur.marquer({ ligne: Number(resultat.dataset.ligne), colonne: Number(resultat.dataset.colonne) });
      annoncer(resultat.querySelector("h2").textContent);
      zone.focus();
    } else if (resultat) {
      editeur.marquer(null);
      annoncer(resultat.querySelector("h2").textContent);
      resultat.focus({ preventScroll: true });
      resultat.scrollIntoView({ block: "start" });
    }
  } catch (erreur) {
    if (enCours !== arret) return; // another query took its place
    const note = document.createElement("p");
    note.className = "note";
    note.setAttribute("role", "status");
    note.textContent = erreur.name === "AbortError" ? mots.annulee : mots.injoignable;
    reponse.replaceChildren(note);
    erreurs.replaceChildren();
    annoncer(note.textContent);
  } finally {
    clearInterval(horloge);
    if (enCours === arret) {
      enCours = null;
      annuler.hidden = true;
      annuler.textContent = mots.annuler;
      reponse.removeAttribute("aria-busy");
    }
  }
}

function annoncerAttente(ms) {
  annuler.textContent = `${mots.annuler} (${Math.round(ms / 1000)} s)`;
  if (Math.round(ms / 1000) % 5 === 0) annoncer(mots.encours.replace("{n}", Math.round(ms / 1000)));
}

formulaire.addEventListener("submit", (evenement) => {
  // Another format is a file: the browser asks for it as it always does.
  if (document.getElementById("format").value !== "text/html") return;
  evenement.preventDefault();
  executer();
});
zone.addEventListener("keydown", (evenement) => {
  if (evenement.key === "Enter" && (evenement.ctrlKey || evenement.metaKey)) {
    evenement.preventDefault();
    formulaire.requestSubmit();
  }
});
annuler.addEventListener("click", () => enCours?.abort());
// Back and forward give the answer of their address; going to another place of the page changes nothing.
const posee = () => new URL(window.location.href).searchParams.get("query");
let montree = posee();
window.addEventListener("popstate", () => {
  if (posee() !== montree) window.location.reload();
});

// The questions whose words are all in the filter.
const filtre = document.getElementById("filtre");
filtre.hidden = false;
const simple = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const groupes = [...document.querySelectorAll(".exemples details")].map((groupe) => ({ groupe, ouvert: groupe.open }));
document.getElementById("filtre-questions").addEventListener("input", (evenement) => {
  const cherches = simple(evenement.target.value).split(/\s+/).filter(Boolean);
  for (const { groupe, ouvert } of groupes) {
    let reste = 0;
    for (const question of groupe.querySelectorAll("li")) {
      const dit = simple(`${groupe.firstElementChild.textContent} ${question.textContent}`);
      question.hidden = !cherches.every((mot) => dit.includes(mot));
      reste += question.hidden ? 0 : 1;
    }
    groupe.hidden = !reste;
    groupe.open = cherches.length ? reste > 0 : ouvert;
  }
});

const arrivee = performance.getEntriesByType("navigation")[0];
const mesure = arrivee?.serverTiming?.find((une) => une.name === "requete");
if (mesure) dire(undefined, mesure.duration);
equiper();
