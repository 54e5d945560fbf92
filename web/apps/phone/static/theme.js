// Puts the chosen theme on the page before its first paint. A file of its own, so that no inline script is needed.
(function () {
  try {
    var choice = localStorage.getItem('hadir.theme');
    if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice;
  } catch {
    // Storage is closed: the device's own setting holds.
  }
})();
