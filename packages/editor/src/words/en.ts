/** Every string of the editor, by room. Where a number or a name goes in, it is a function. */
export const en = {
  // The frame: top bar, tabs, status bar, toasts
  // -----
  shell: {
    run: 'Run',
  },
  // -----

  // The canvas: nodes, links, gestures
  // -----
  canvas: {
  },
  // -----

  // Nodes, their states, and what they show
  // -----
  node: {
  },
  // -----

  // Widgets
  // -----
  widget: {
    emotions: {
      amusement: 'amusement',
      awe: 'awe',
      contentment: 'contentment',
      excitement: 'excitement',
      anger: 'anger',
      disgust: 'disgust',
      fear: 'fear',
      sadness: 'sadness',
    },
    neutral: 'neutral',
    pleasant: 'pleasant',
    unpleasant: 'unpleasant',
    excited: 'excited',
    calm: 'calm',
    planeHint:
      'Drag to the emotion. The plane is only a picture to choose from: anger, fear and disgust are drawn further apart than they are felt to be.',
    felt: (name: string) => `The picture is felt to express: ${name}`,
    feltAfter: (name: string) => `After the edit: ${name}`,
    noNumber: (text: string) => `“${text}” is no number`,
    numberHint: 'A number or a sum, such as 1/3, 2*512, +=5 or 50%',
    sliderHint: 'Drag, Shift for finer. Enter to type, double-click for the default.',
    less: (name: string) => `${name}: less`,
    more: (name: string) => `${name}: more`,
    auto: 'auto',
    rollDice: 'Roll a new seed',
    rollDiceFor: (name: string) => `${name}: roll a new one`,
    lockSeed: (name: string) => `${name}: keep it`,
    seedLocked: 'The seed stays the same',
    seedUnlocked: 'A new seed after each run',
    search: 'Search',
    searchIn: (name: string) => `Search in ${name}`,
    nothingFound: 'Nothing found',
    nothingLikeIt: 'No such name here; it is taken as typed',
    showNames: (name: string) => `${name}: show the names`,
    none: 'none',
    keepShape: 'Keep the shape',
    shapeKept: 'Width and height keep their shape',
    shapeFree: 'Width and height are free',
    pickColour: (name: string) => `${name}: pick a colour`,
    ownColour: 'Another colour …',
    dropPicture: 'Drop a picture, or click',
    pictureHint: 'Click to choose, drop a file, or paste',
    takePicture: 'Take a picture',
    pictureMissing: 'This picture is not there',
    noPicture: 'This file is no picture. Take a JPEG, PNG, WebP, AVIF, TIFF or GIF.',
    sending: 'Sending the file',
    fileNameExample: 'picture.png',
    curveHint: 'Drag the points. Double-click adds one, Delete removes it.',
    curvePoint: (number: number) => `Point ${number}`,
    curveAt: (x: number, y: number) => `${y.toFixed(2)} at ${x.toFixed(2)}`,
    addPoint: 'Add a point',
    add: 'Add',
    remove: 'Remove',
    addTo: (name: string) => `${name}: add one`,
    item: (name: string, number: number) => `${name} ${number}`,
    moveItem: (number: number) => `Move item ${number}`,
    moveHint: 'Drag to sort, or Alt and the arrows',
    removeItem: (number: number) => `Remove item ${number}`,
    paintMask: 'Paint a mask',
    editMask: 'Edit the mask',
    backdropMissing: 'The picture to paint over could not be loaded',
    maskKeys:
      'Mask. The arrow keys move a cross, Space paints there. Brackets change the size of the brush, X takes the eraser.',
    maskHint: 'Wheel zooms · Space or the middle button moves · [ ] size · X eraser · arrows and Space paint by keys',
    crossAt: (x: number, y: number) => `${x}, ${y}`,
    dropMask: 'What you painted will be lost.',
    goOnPainting: 'Go on painting',
    drop: 'Discard',
    brush: 'Brush',
    eraser: 'Eraser',
    brushSize: 'Size',
    hardness: 'Hardness',
    opacity: 'Opacity',
    undo: 'Undo',
    redo: 'Redo',
    fillMask: 'Paint all',
    invertMask: 'Invert',
    clearMask: 'Clear all',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Show all',
    cancel: 'Cancel',
    done: 'Done',
  },
  // -----

  // Values that are looked at
  // -----
  look: {
    before: 'before',
    after: 'after',
    notLoaded: 'This picture could not be loaded',
    open: (name: string) => `${name}: open`,
    openHint: 'Open it large',
    wipe: 'Line between before and after',
    wipeAt: (percent: number) => `${percent} % before, ${100 - percent} % after`,
    compareLarge: 'Compare large',
    modes: 'How to compare',
    mode: { wipe: 'Wipe', side: 'Side by side', blink: 'Blink', difference: 'Difference' },
    gain: 'Gain',
    play: 'Go on',
    pause: 'Pause',
    zoom: 'Zoom',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fullSizeHint: 'One pixel for one pixel (1)',
    fit: 'Fit',
    fitHint: 'Show all of it (0)',
    stage: 'Drag to move it, wheel to zoom',
    download: 'Download',
    close: 'Close',
    was: (name: string, value: string) => `${name}: ${value}`,
    plane: 'Emotions between unpleasant and pleasant, calm and excited',
    pointAt: (label: string, name: string, valence: string, arousal: string) =>
      `${label}: ${name}, valence ${valence}, arousal ${arousal}`,
    text: 'Text',
    empty: 'empty',
    json: 'JSON',
    emptyList: 'An empty list',
    pictures: (count: number) => (count === 1 ? '1 picture' : `${count} pictures`),
  },
  // -----

  // The search palettes
  // -----
  palette: {
  },
  // -----

  // Titles of actions, by their ids
  // -----
  actions: {
  },
  // -----

  // Runs, queue and history
  // -----
  run: {
  },
  // -----

  // Panels
  // -----
  panel: {
  },
  // -----

  // Opening, saving and sharing
  // -----
  files: {
  },
  // -----

  // The app view
  // -----
  app: {
  },
  // -----
};
