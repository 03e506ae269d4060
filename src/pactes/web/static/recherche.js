// Proposes names as one types, in every search field of the page: the combobox of the ARIA practices, with a list that
// only helps. Without this script the form is sent as it is.

const DELAY = 120; // milliseconds after the last key
const LEAST = 2; // letters

function combobox(field, number) {
  const form = field.form;
  const base = new URL(form.action);
  const language = form.querySelector('[name="_lang"]')?.value ?? document.documentElement.lang;
  const list = document.createElement("ul");
  list.id = `propositions-${number}`;
  list.className = "propositions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0]?.textContent ?? "");
  const place = field.parentElement;
  if (getComputedStyle(place).position === "static") place.classList.add("porte-propositions");
  place.append(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let waiting, asked, chosen = -1;

  function close() {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function choose(rank) {
    const options = list.children;
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = rank;
    if (chosen < 0) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    options[chosen].setAttribute("aria-selected", "true");
    options[chosen].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[chosen].id);
  }

  function open(found) {
    list.replaceChildren(
      ...found.map((one, rank) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${rank}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.url = one.url;
        const name = document.createElement("span");
        name.textContent = one.label;
        const kind = document.createElement("span");
        kind.className = "genre";
        kind.textContent = one.kind;
        option.append(name, " ", kind);
        return option;
      }),
    );
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(found.length > 0));
  }

  async function propose() {
    asked?.abort();
    const words = field.value.trim();
    if (words.length < LEAST) {
      close();
      return;
    }
    asked = new AbortController();
    const address = new URL(`${base.pathname}/suggest`, base);
    address.searchParams.set("q", words);
    if (language) address.searchParams.set("_lang", language);
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return close();
      const told = await answer.json();
      if (field.value.trim() === words && document.activeElement === field) open(told.suggestions);
    } catch {
      close(); // no network, or another letter was typed: the form still works
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(propose, DELAY);
  });
  field.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      close();
      event.preventDefault();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) {
        propose();
      } else if (event.key === "ArrowDown") {
        choose(chosen < last ? chosen + 1 : -1);
      } else {
        choose(chosen < 0 ? last : chosen - 1);
      }
      event.preventDefault();
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.url);
    }
  });
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
}

const fields = [...document.querySelectorAll('form input[type="search"][name="q"]')];
fields.filter((field) => new URL(field.form.action).pathname.endsWith("/search")).forEach(combobox);
