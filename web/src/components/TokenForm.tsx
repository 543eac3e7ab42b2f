/** Asks for the access token a closed server wants to see. */

import { type FormEvent, type ReactNode, useState } from 'react';
import { keepToken } from '../call/access-token';

export interface TokenFormProps {
  /** Called when the token is kept, so that the next call carries it. */
  submitted(): void;
}

export function TokenForm({ submitted }: TokenFormProps): ReactNode {
  const [token, setToken] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    keepToken(token);
    submitted();
  };
  return (
    <form className="token" onSubmit={submit}>
      <label className="visually-hidden" htmlFor="access-token">
        Access token
      </label>
      <input
        id="access-token"
        className="token-input"
        type="password"
        autoComplete="off"
        placeholder="Access token"
        required
        value={token}
        onChange={(event) => setToken(event.target.value)}
      />
      <button type="submit" className="button">
        Use it
      </button>
    </form>
  );
}
