// A plain text box with colours, line numbers and the place of a mistake behind it: what is typed, read aloud, undone
// and sent is always the text box's own. Without this script the text box is all there is.
import { colorer } from "./requetes-couleurs.js";

export class Editeur {
  /** Dresses a `textarea`; `faute` is `{ligne, colonne}` from 1, or null. */
  constructor(zone, faute) {
    this.zone = zone;
    this.faute = faute;
    this.cadre = document.createElement("div");
    this.cadre.className = "editeur";
    this.couleurs = document.createElement("div");
    this.couleurs.className = "couleurs";
    this.couleurs.setAttribute("aria-hidden", "true");
    zone.before(this.cadre);
    this.cadre.append(this.couleurs, zone);
    zone.addEventListener("input", () => {
      this.faute = null;
      zone.removeAttribute("aria-invalid");
      this.dessiner();
    });
    this.dessiner();
  }

  get texte() {
    return this.zone.value;
  }

  set texte(valeur) {
    this.zone.value = valeur;
    this.marquer(null);
  }

  dessiner() {
    colorer(this.couleurs, this.zone.value, this.faute);
  }

  /** Shows where the server found a mistake, and puts the cursor there. */
  marquer(faute) {
    this.faute = faute;
    this.dessiner();
    if (!faute) {
      this.zone.removeAttribute("aria-invalid");
      return;
    }
    this.zone.setAttribute("aria-invalid", "true");
    const lignes = this.zone.value.split("\n");
    const avant = lignes.slice(0, faute.ligne - 1).reduce((somme, ligne) => somme + ligne.length + 1, 0);
    const place = Math.min(avant + faute.colonne - 1, this.zone.value.length);
    this.zone.setSelectionRange(place, place);
  }

  /** Replaces a part of the text as if it had been typed, so that Ctrl + Z takes it back; the cursor ends at `curseur`. */
  remplacer(debut, fin, texte, curseur) {
    this.zone.focus();
    this.zone.setSelectionRange(debut, fin);
    if (!document.execCommand("insertText", false, texte)) {
      this.zone.setRangeText(texte, debut, fin, "end");
      this.zone.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (curseur !== undefined) this.zone.setSelectionRange(curseur, curseur);
  }

  /** Where a character is drawn, from the top left corner of the editor: `{x, y}`, under its line. */
  placeDe(indice) {
    const avant = this.zone.value.slice(0, indice).split("\n");
    const ligne = this.couleurs.children[avant.length - 1];
    let reste = avant[avant.length - 1].length;
    const cadre = this.cadre.getBoundingClientRect();
    const parcours = document.createTreeWalker(ligne, NodeFilter.SHOW_TEXT);
    for (let noeud = parcours.nextNode(); noeud; noeud = parcours.nextNode()) {
      if (reste <= noeud.length) {
        const portee = document.createRange();
        portee.setStart(noeud, reste);
        portee.collapse(true);
        const rect = portee.getClientRects()[0] || ligne.getBoundingClientRect();
        return { x: rect.left - cadre.left, y: rect.bottom - cadre.top };
      }
      reste -= noeud.length;
    }
    const rect = ligne.getBoundingClientRect();
    return { x: rect.left - cadre.left, y: rect.bottom - cadre.top };
  }
}
