/** What can be opened, as a file chooser wants it. */
const OPENABLE = '.json,application/json,image/jpeg,image/png,image/webp,image/avif,image/tiff,image/gif';

/** Lets somebody choose files; none where they change their mind. Must be called from a click or a key. */
export function chooseFiles(accept: string = OPENABLE, isMany = true): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.multiple = isMany;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
