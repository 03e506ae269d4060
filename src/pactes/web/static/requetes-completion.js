// The list of proposals under the cursor: keyboard, mouse and screen readers (a listbox that the text box owns).
import { Vocabulaire, placeDesPrefixes, prefixeManquant, propositions, saisie } from "./requetes-propositions.js";

const PATIENCE = 150; // milliseconds of rest before names are asked of the server

export class Completion {
  constructor(editeur, { termes, suggestions, base }, mots, annoncer) {
    Object.assign(this, { editeur, adresse: termes, suggestions, base, mots, annoncer });
    this.zone = editeur.zone;
    this.choix = -1;
    this.liste = document.createElement("ul");
    this.liste.className = "propositions";
    this.liste.id = "propositions";
    this.liste.setAttribute("role", "listbox");
    this.liste.setAttribute("aria-label", mots.liste);
    this.liste.tabIndex = -1; // a list that scrolls would else take the focus that leaves the text box
    this.liste.hidden = true;
    editeur.cadre.append(this.liste);
    this.zone.setAttribute("aria-autocomplete", "list");
    this.zone.setAttribute("aria-haspopup", "listbox");
    this.zone.addEventListener("focus", () => this.charger(), { once: true });
    this.zone.addEventListener("input", (evenement) => {
      if (evenement.inputType !== "historyUndo" && evenement.inputType !== "deleteByCut") this.chercher(false);
    });
    this.zone.addEventListener("keydown", (evenement) => this.touche(evenement));
    this.zone.addEventListener("blur", () => this.fermer());
    this.zone.addEventListener("click", () => this.fermer());
    this.liste.addEventListener("mousedown", (evenement) => {
      evenement.preventDefault(); // the text box keeps the focus
      const ligne = evenement.target.closest("li");
      if (ligne) this.accepter(Number(ligne.dataset.rang));
    });
  }

  /** Fetches the terms once; without them nothing is proposed. */
  charger() {
    this.pret ??= fetch(this.adresse, { headers: { Accept: "application/json" } })
      .then((reponse) => (reponse.ok ? reponse.json() : Promise.reject(new Error(reponse.status))))
      .then((donnees) => new Vocabulaire(donnees, this.mots.langue))
      .catch(() => {
        this.pret = undefined;
        return null;
      });
    return this.pret;
  }

  async chercher(tout) {
    this.demande?.abort();
    clearTimeout(this.attente);
    const vocabulaire = await this.charger();
    const ou = saisie(this.zone.value, this.zone.selectionStart);
    if (!vocabulaire || !ou || this.zone.selectionStart !== this.zone.selectionEnd) return this.fermer();
    const trouvees = ou.mot || tout ? propositions(vocabulaire, this.zone.value, ou, this.mots, tout) : [];
    const courte = ou.mot.length < 2 && !tout && !["variable", "nom", "prefixe"].includes(ou.genre);
    this.montrer(vocabulaire, ou, courte ? [] : trouvees, tout);
    const nom = ou.genre === "iri" ? ou.mot : ou.long;
    if (this.suggestions && ["mot", "iri"].includes(ou.genre) && nom && nom.length > 2 && !nom.includes(":"))
      this.attente = setTimeout(() => this.nommer(vocabulaire, ou, nom, trouvees), PATIENCE);
    return undefined;
  }

  /** Asks the search for things of that name, and shows them after the terms. */
  async nommer(vocabulaire, ou, nom, trouvees) {
    this.demande = new AbortController();
    let suggerees;
    try {
      const adresse = `${this.suggestions}?q=${encodeURIComponent(nom)}&_lang=${this.mots.langue}`;
      const reponse = await fetch(adresse, { headers: { Accept: "application/json" }, signal: this.demande.signal });
      if (!reponse.ok) {
        if (reponse.status === 404) this.suggestions = ""; // this release has no index: asking again will not help
        return;
      }
      suggerees = (await reponse.json()).suggestions;
    } catch {
      return; // no search here, or something else was typed
    }
    const debut = ou.debutLong ?? ou.debut;
    const noms = suggerees
      .filter(({ iri }) => /^https?:\/\/[^<>"{}|^`\\\s]+$/.test(iri))
      .map(({ iri, label, kind }) => ({
        texte: label, insere: `<${iri}>`, note: label, genre: kind || this.mots.chose, sens: iri.replace(this.base, "… "), debut,
      }));
    // A name of several words is no word of SPARQL: things come first.
    const ensemble = ou.long && ou.long !== ou.mot ? noms : [...trouvees.slice(0, 8), ...noms];
    if (noms.length) this.montrer(vocabulaire, ou, ensemble, false);
  }

  montrer(vocabulaire, ou, trouvees, tout) {
    Object.assign(this, { vocabulaire, ou, trouvees });
    if (!trouvees.length) {
      this.fermer();
      if (tout) this.annoncer(this.mots.aucune);
      return;
    }
    this.liste.replaceChildren(...trouvees.map((une, rang) => ligne(une, rang)));
    this.liste.hidden = false;
    this.zone.setAttribute("aria-controls", this.liste.id);
    const { x, y } = this.editeur.placeDe(ou.debut);
    this.liste.style.top = `${y + 4}px`;
    this.liste.style.left = `${Math.max(0, Math.min(x, this.editeur.cadre.clientWidth - this.liste.offsetWidth - 4))}px`;
    this.choisir(0);
    this.annoncer(this.mots.propositions.replace("{n}", trouvees.length));
  }

  choisir(rang) {
    this.choix = rang;
    [...this.liste.children].forEach((une, place) => une.setAttribute("aria-selected", String(place === rang)));
    this.liste.children[rang].scrollIntoView({ block: "nearest" });
    this.zone.setAttribute("aria-activedescendant", this.liste.children[rang].id);
  }

  fermer() {
    this.demande?.abort();
    clearTimeout(this.attente);
    this.liste.hidden = true;
    this.choix = -1;
    this.zone.removeAttribute("aria-activedescendant");
    this.zone.removeAttribute("aria-controls");
  }

  touche(evenement) {
    if (evenement.ctrlKey && evenement.code === "Space") {
      evenement.preventDefault();
      this.chercher(true);
      return;
    }
    if (evenement.isComposing) return;
    if (this.liste.hidden) {
      // A comment that ends a line stays with it: a new line begins after it.
      const { value, selectionStart, selectionEnd } = this.zone;
      const reste = /^[ \t]+#[^\n]*/.exec(value.slice(selectionStart));
      if (evenement.key === "Enter" && !evenement.ctrlKey && reste && selectionStart === selectionEnd)
        this.zone.setSelectionRange(selectionStart + reste[0].length, selectionStart + reste[0].length);
      return;
    }
    const nombre = this.trouvees.length;
    const pas = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[evenement.key];
    if (pas) {
      evenement.preventDefault();
      this.choisir(Math.abs(pas) === 1 ? (this.choix + pas + nombre) % nombre : Math.max(0, Math.min(nombre - 1, this.choix + pas)));
    } else if (evenement.key === "Enter" && !evenement.ctrlKey && !evenement.metaKey) {
      evenement.preventDefault();
      this.accepter(this.choix);
    } else if (evenement.key === "Escape") {
      evenement.preventDefault();
      this.fermer();
    } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(evenement.key)) this.fermer();
    // The Tab key is left alone: it leaves the editor, as in any form.
  }

  /** Writes a proposal, its name as a comment at the end of its line, and the PREFIX line that it needs. */
  accepter(rang) {
    const { insere, note, prefixe, debut = this.ou.debut } = this.trouvees[rang];
    const { fin } = this.ou;
    const texte = this.zone.value;
    const finLigne = texte.indexOf("\n", fin) < 0 ? texte.length : texte.indexOf("\n", fin);
    const reste = texte.slice(fin, finLigne);
    this.fermer();
    if (note && !reste.includes("#")) {
      const dite = note.replace(/\s+/g, " ").slice(0, 120);
      this.editeur.remplacer(debut, finLigne, `${insere}${reste.trimEnd()} # ${dite}`, debut + insere.length);
    } else this.editeur.remplacer(debut, fin, insere, debut + insere.length);
    const manque = prefixeManquant(this.vocabulaire, this.zone.value, prefixe);
    if (manque) {
      const place = placeDesPrefixes(this.zone.value);
      this.editeur.remplacer(place, place, manque, debut + insere.length + manque.length);
    }
    this.fermer();
  }
}

function ligne(une, rang) {
  const element = document.createElement("li");
  element.id = `proposition-${rang}`;
  element.dataset.rang = rang;
  element.setAttribute("role", "option");
  for (const [classe, contenu] of [["propose-terme", une.texte], ["propose-genre", une.genre], ["propose-sens", une.sens]]) {
    if (!contenu) continue;
    const span = document.createElement("span");
    span.className = classe;
    span.textContent = contenu;
    element.append(span);
  }
  return element;
}
