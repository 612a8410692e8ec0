// What is being made is there in a moment.
if (document.querySelector("[data-again]")) setTimeout(() => location.reload(), 1500);
