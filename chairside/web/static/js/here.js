// A row of tabs or places that is too long for a phone: where one is stands in view.

for (const here of document.querySelectorAll("nav [aria-current=page]")) {
  const row = here.closest("nav");
  if (row.scrollWidth > row.clientWidth) {
    row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }
}
