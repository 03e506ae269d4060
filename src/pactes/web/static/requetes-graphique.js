// Draws the rows of the table as a chart, with plotly.js, which is fetched from this host only when a chart is asked.

const BARRES = 80; // beyond, bars are no longer read
const SECTEURS = 15;

/** Fetches the library once. */
function bibliotheque(adresse) {
  return new Promise((reussir, echouer) => {
    if (window.Plotly) return reussir(window.Plotly);
    const script = document.createElement("script");
    script.src = adresse;
    script.addEventListener("load", () => (window.Plotly ? reussir(window.Plotly) : echouer(new Error("plotly"))));
    script.addEventListener("error", () => echouer(new Error("plotly")));
    document.head.append(script);
    return undefined;
  });
}

/** The rows of the table: for each column, what is shown and what is computed with. */
function lire(tableau) {
  const noms = [...tableau.tHead.rows[0].cells].map((tete) => ({ nom: tete.textContent, genre: tete.dataset.genre }));
  const lignes = [...tableau.tBodies[0].rows].map((rangee) =>
    Object.fromEntries(noms.map(({ nom }, rang) => {
      const cellule = rangee.cells[rang];
      const dit = cellule.querySelector("a, data, span:not(.lecteur)")?.textContent || "";
      return [nom, { dit, brut: cellule.dataset.brut ?? dit }];
    })),
  );
  return { genres: Object.fromEntries(noms.map(({ nom, genre }) => [nom, genre])), lignes };
}

export async function preparer(mots) {
  const figure = document.getElementById("graphique");
  const choix = document.getElementById("choix-graphique");
  const etat = document.getElementById("etat-dessin");
  const dessin = document.getElementById("dessin");
  const donnees = lire(document.getElementById("tableau"));
  etat.textContent = mots.dessin;
  const Plotly = await bibliotheque(figure.dataset.script);
  choix.hidden = false;
  const lieu = { Plotly, dessin, etat, mots, donnees };
  const refaire = () => {
    const champs = new FormData(choix);
    tracer(lieu, Object.fromEntries(champs)).catch(() => {
      etat.textContent = mots.sans_dessin;
    });
    const adresse = new URL(window.location.href);
    for (const [nom, valeur] of champs) valeur ? adresse.searchParams.set(nom, valeur) : adresse.searchParams.delete(nom);
    history.replaceState(history.state, "", adresse);
    const lien = document.getElementById("lien");
    if (lien) lien.href = adresse.href.split("#")[0];
  };
  choix.addEventListener("change", refaire);
  choix.addEventListener("submit", (evenement) => evenement.preventDefault());
  document.getElementById("image").addEventListener("click", () =>
    Plotly.downloadImage(dessin, { format: "svg", filename: "pactes", width: dessin.clientWidth, height: dessin.clientHeight }));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refaire);
  await tracer(lieu, Object.fromEntries(new FormData(choix)));
}

const echapper = (texte) => texte.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const couper = (texte, longueur) => (texte.length > longueur ? `${texte.slice(0, longueur - 1)}…` : texte);

/** Draws; every row is one mark, nothing is added up. Labels are texts: plotly reads some tags, so they are escaped. */
async function tracer({ Plotly, dessin, etat, mots, donnees }, { genre, x, y, serie }) {
  const avec = donnees.lignes.filter((ligne) => ligne[y].brut !== "" && Number.isFinite(Number(ligne[y].brut)));
  const plafond = { barres: BARRES, secteurs: SECTEURS }[genre] ?? avec.length;
  const lignes = avec.slice(0, plafond);
  const nombre = (ligne) => Number(ligne[y].brut);
  if (genre === "secteurs" && lignes.some((ligne) => nombre(ligne) < 0)) {
    Plotly.purge(dessin);
    dessin.replaceChildren();
    etat.textContent = mots.negatif;
    return;
  }
  const style = getComputedStyle(document.documentElement);
  const couleur = (nom) => style.getPropertyValue(nom).trim();
  const palette = ["--accent", "--preuve", "--vert", "--rouge", "--ambre", "--gris"].map(couleur);
  const etroit = dessin.clientWidth < 560;
  const axe = { gridcolor: couleur("--filet"), linecolor: couleur("--gris"), zerolinecolor: couleur("--gris"), automargin: true };
  const echelle = {
    ...axe, rangemode: "tozero", exponentformat: "none", separatethousands: true, nticks: etroit ? 4 : 8,
    // Half a contract is no contract.
    ...(lignes.every((ligne) => Number.isInteger(nombre(ligne))) && Math.max(...lignes.map(nombre)) < 8 ? { dtick: 1 } : {}),
  };
  const forme = {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, sans-serif", size: 14, color: couleur("--encre") },
    colorway: palette,
    separators: mots.langue === "fr" ? ",\u202f" : ".,",
    margin: { l: 10, r: 20, t: serie && genre !== "secteurs" ? 50 : 10, b: 40 },
    height: 440,
    legend: { orientation: "h", y: 1, yanchor: "bottom", x: 0 },
    hoverlabel: { align: "left" },
    dragmode: false,
  };
  const groupes = new Map();
  lignes.forEach((ligne, rang) => {
    const nom = serie && ligne[serie] ? ligne[serie].dit : "";
    if (!groupes.has(nom)) groupes.set(nom, []);
    groupes.get(nom).push({ ligne, rang });
  });
  const bulle = (ligne) => echapper([ligne[x].dit, serie && ligne[serie]?.dit, `${y} : ${ligne[y].dit}`].filter(Boolean).join("\n")).replace(/\n/g, "<br>");
  let traces;
  if (genre === "secteurs") {
    traces = [{
      type: "pie", sort: false, labels: lignes.map((_, rang) => String(rang)), values: lignes.map(nombre), textinfo: "text",
      text: lignes.map((ligne) => echapper(couper(ligne[x].dit, etroit ? 18 : 30))), hovertext: lignes.map(bulle), hoverinfo: "text",
    }];
    forme.showlegend = false;
  } else if (genre === "barres") {
    traces = [...groupes].map(([nom, groupe]) => ({
      type: "bar", orientation: "h", name: echapper(couper(nom, 40)), width: 0.75,
      y: groupe.map(({ rang }) => rang), x: groupe.map(({ ligne }) => nombre(ligne)),
      hovertext: groupe.map(({ ligne }) => bulle(ligne)), hoverinfo: "text",
    }));
    // One bar a row, even where two rows bear one name.
    forme.barmode = "overlay";
    forme.yaxis = {
      ...axe, autorange: "reversed", tickmode: "array", tickvals: lignes.map((_, rang) => rang),
      ticktext: lignes.map((ligne) => echapper(couper(ligne[x].dit, etroit ? 18 : 44))), gridcolor: "rgba(0,0,0,0)", zeroline: false,
    };
    forme.xaxis = { ...echelle, title: { text: echapper(y) } };
    forme.height = Math.max(260, 90 + lignes.length * 26);
  } else {
    const date = donnees.genres[x] === "date";
    const numerique = donnees.genres[x] === "nombre";
    traces = [...groupes].map(([nom, groupe]) => {
      const points = genre === "courbe"
        ? [...groupe].sort((a, b) => (numerique ? a.ligne[x].brut - b.ligne[x].brut : date ? (a.ligne[x].brut < b.ligne[x].brut ? -1 : 1) : a.rang - b.rang))
        : groupe;
      return {
        type: "scatter", mode: genre === "courbe" ? "lines+markers" : "markers", name: echapper(couper(nom, 40)), marker: { size: 9 },
        x: points.map(({ ligne }) => (numerique ? Number(ligne[x].brut) : date ? ligne[x].brut : echapper(couper(ligne[x].dit, 30)))),
        y: points.map(({ ligne }) => nombre(ligne)), hovertext: points.map(({ ligne }) => bulle(ligne)), hoverinfo: "text",
      };
    });
    const libre = numerique ? { exponentformat: "none", separatethousands: true, nticks: etroit ? 3 : 7 } : {};
    forme.xaxis = { ...axe, ...libre, title: { text: echapper(x) }, type: date ? "date" : numerique ? "linear" : "category" };
    forme.yaxis = { ...echelle, title: { text: echapper(y) } };
    forme.margin.b = 60;
  }
  forme.showlegend = forme.showlegend ?? Boolean(serie && groupes.size > 1);
  await Plotly.react(dessin, traces, forme, { displayModeBar: false, responsive: true, displaylogo: false });
  const titre = mots.titre_dessin.replace("{y}", y).replace("{x}", x);
  dessin.setAttribute("role", "img");
  dessin.tabIndex = 0; // on a narrow screen it scrolls, by keyboard too
  dessin.setAttribute("aria-label", `${mots[genre]} : ${titre}`);
  const coupe = lignes.length < avec.length ? mots.coupe.replace("{n}", lignes.length) : "";
  etat.textContent = [coupe, genre === "secteurs" ? mots.tout : ""].filter(Boolean).join(" ");
}
