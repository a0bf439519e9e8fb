// The samples stand in a row that scrolls; with a script there is a slider over it, too.
for (const row of document.querySelectorAll(".samples")) {
  const figures = [...row.children];
  if (figures.length < 2) continue;
  const label = document.createElement("label");
  label.className = "slider";
  const word = document.createElement("span");
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: figures.length - 1, value: 0 });
  const say = (index) => {
    word.textContent = figures[index].dataset.label;
    slider.setAttribute("aria-valuetext", word.textContent);
  };
  slider.addEventListener("input", () => {
    const figure = figures[slider.value];
    row.scrollTo({ left: figure.offsetLeft - row.offsetLeft, behavior: "smooth" });
    say(slider.value);
  });
  say(0);
  label.append(slider, word);
  row.before(label);
}
