// The places a column can go to travel once; every list gets them here.

const places = document.getElementById("places").content;

document.querySelectorAll('select[name^="column-"]').forEach((list) => {
  const { value } = list;
  const nowhere = list.querySelector('[value=""]');
  list.replaceChildren(nowhere, places.cloneNode(true));
  [...list.options].find((option) => option.value === value).defaultSelected = true;
});
