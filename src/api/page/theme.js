// Before the first paint: no flash of the other theme. A classic script, since modules run later.
{
  const chosen = localStorage.getItem('sfc-theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
}
