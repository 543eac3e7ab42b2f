/** The bearer token a closed server asks for: given in the page's address once, kept for the tab's life. */

const FRAGMENT_KEY = 'token';
const STORAGE_KEY = 'jackfield.access-token';

/**
 * Takes a token out of the address (`…/#token=abc`) so that it shows up neither in bookmarks nor in
 * screenshots; a fragment is never sent to the server by itself.
 */
export function adoptTokenFromAddress(page: Window = window): void {
  const fragment = new URLSearchParams(page.location.hash.slice(1));
  const token = fragment.get(FRAGMENT_KEY);
  if (token === null) {
    return;
  }
  keepToken(token, page);
  fragment.delete(FRAGMENT_KEY);
  const rest = fragment.size > 0 ? `#${fragment}` : '';
  page.history.replaceState(null, '', page.location.pathname + page.location.search + rest);
}

export function keepToken(token: string, page: Window = window): void {
  const trimmed = token.trim();
  if (trimmed === '') {
    page.sessionStorage.removeItem(STORAGE_KEY);
  } else {
    page.sessionStorage.setItem(STORAGE_KEY, trimmed);
  }
}

export function keptToken(page: Window = window): string | null {
  return page.sessionStorage.getItem(STORAGE_KEY);
}
