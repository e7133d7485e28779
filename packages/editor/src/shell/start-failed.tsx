import { useWords } from '../words/words.js';
import './start-failed.css';

/** What is seen where the editor cannot start. */
export function StartFailed({ error }: { readonly error: unknown }) {
  const words = useWords().shell;
  return (
    <main className="start-failed" role="alert">
      <h1>Moodwire</h1>
      <p>{words.noServer}</p>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <button type="button" onClick={() => location.reload()}>
        {words.retry}
      </button>
    </main>
  );
}
