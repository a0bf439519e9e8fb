// What a page cannot do without: a link copied where the browser has no clipboard for pages that came
// without https, as in a school's own network.
"use strict";

window.people = {
  async copy(button) {
    const field = button.parentElement.querySelector("input[readonly]");
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return;  // it is selected: Ctrl-C does it
    }
    button.textContent = button.dataset.copied;
  },
};
