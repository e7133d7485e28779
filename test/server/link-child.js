import { pipeToParent } from 'moodwire';

// Says back all that it is told.
const pipe = pipeToParent(2 ** 20);
let memory;
pipe.open({
  text: (message) => pipe.text(message),
  place: ({ length }) => {
    memory = new Uint8Array(length);
    return memory;
  },
  filled: (header) => pipe.chunk(header, memory),
  drained() {},
  broken() {},
  closed() {},
});
