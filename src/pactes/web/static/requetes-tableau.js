// Sorting of the rows that are shown, by a button in the head of each column.

/** Gives a table its buttons; the third press gives back the order of the answer. */
export function rendreTriable(tableau, mots, annoncer) {
  const corps = tableau.tBodies[0];
  const origine = [...corps.rows];
  if (origine.length < 2) return;
  const comparer = new Intl.Collator(mots.langue, { numeric: true, sensitivity: "base" }).compare;
  [...tableau.tHead.rows[0].cells].forEach((tete, colonne) => {
    const nom = tete.textContent;
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "trieur";
    bouton.textContent = nom;
    bouton.title = mots.trier.replace("{colonne}", nom);
    tete.replaceChildren(bouton);
    const valeur = (rangee) => {
      const cellule = rangee.cells[colonne];
      return cellule.dataset.brut ?? (cellule.querySelector("a, data, span:not(.lecteur)")?.textContent || "");
    };
    const ordre = tete.dataset.genre === "nombre" ? (a, b) => Number(a) - Number(b) : comparer;
    bouton.addEventListener("click", () => {
      const sens = { ascending: "descending", descending: null }[tete.getAttribute("aria-sort")];
      const suivant = sens === undefined ? "ascending" : sens;
      for (const autre of tableau.tHead.rows[0].cells) autre.removeAttribute("aria-sort");
      if (!suivant) {
        corps.append(...origine);
        return;
      }
      tete.setAttribute("aria-sort", suivant);
      const signe = suivant === "ascending" ? 1 : -1;
      const rangees = origine.map((rangee) => [valeur(rangee), rangee]);
      // Rows without a value stay at the end, whichever the order.
      rangees.sort(([a], [b]) => (a === "") - (b === "") || signe * ordre(a, b));
      corps.append(...rangees.map(([, rangee]) => rangee));
      annoncer(mots.triees.replace("{colonne}", nom));
    });
  });
}
