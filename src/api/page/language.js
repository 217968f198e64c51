import { WORDS } from './words.js';

const KEY = 'sfc-language';
const stored = localStorage.getItem(KEY);
const preferred = navigator.languages?.find((tag) => /^(zh|en)/i.test(tag)) ?? 'en';

/** `en` or `zh`: what the user chose here, else what the browser prefers. */
export const language =
  stored === 'en' || stored === 'zh' ? stored : preferred.toLowerCase().startsWith('zh') ? 'zh' : 'en';
export const words = WORDS[language];

/** A whole new page is simpler than one that changes its words in place, and nothing on it is lost: the URL holds the state. */
export function switchLanguage() {
  localStorage.setItem(KEY, language === 'en' ? 'zh' : 'en');
  location.reload();
}

/** Fills what the HTML leaves open. */
export function applyWords() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = words[element.dataset.text];
}

const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const dayAndClock = new Intl.DateTimeFormat(locale, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const number = new Intl.NumberFormat(locale);

/** The time of day; with the date where it was another day. */
export function shortTime(iso) {
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? clock.format(date) : dayAndClock.format(date);
}

export function count(value) {
  return number.format(value);
}

export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(seconds / 3600);
  return hours < 48
    ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
