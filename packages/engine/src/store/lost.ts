/** A kept value that cannot be had any more: its file is gone, or was not what it should be. It is to be made again. */
export class LostValue extends Error {
  override readonly name = 'LostValue';
  constructor(
    readonly digest: string,
    cause: unknown,
  ) {
    super(`the kept value ${digest.slice(0, 12)} is lost`, { cause });
  }
}
