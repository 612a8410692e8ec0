// Whoever signs in next on this machine must not see whom the last one looked at.
localStorage.removeItem("desk.recent");
sessionStorage.removeItem("desk.lists");
