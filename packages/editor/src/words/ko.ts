import type { Words } from './words.js';

export const ko: Words = {
  // The frame: top bar, tabs, status bar, toasts
  // -----
  shell: {
    run: '실행',
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
      amusement: '즐거움',
      awe: '경외',
      contentment: '만족',
      excitement: '흥분',
      anger: '분노',
      disgust: '혐오',
      fear: '두려움',
      sadness: '슬픔',
    },
    neutral: '중립',
    pleasant: '유쾌',
    unpleasant: '불쾌',
    excited: '격앙',
    calm: '차분',
    planeHint:
      '원하는 감정으로 끌어다 놓으세요. 이 평면은 고르기 위한 그림일 뿐이며, 분노·두려움·혐오는 실제보다 멀리 떨어뜨려 그렸습니다.',
    felt: (name: string) => `지금 사진의 감정: ${name}`,
    feltAfter: (name: string) => `편집 후 감정: ${name}`,
    noNumber: (text: string) => `“${text}”은(는) 숫자가 아닙니다`,
    numberHint: '숫자나 계산식: 1/3, 2*512, +=5, 50% 등',
    sliderHint: '끌어서 조절하고 Shift를 누르면 더 세밀해집니다. Enter로 직접 입력, 두 번 클릭하면 기본값.',
    less: (name: string) => `${name} 줄이기`,
    more: (name: string) => `${name} 늘리기`,
    auto: '자동',
    rollDice: '새 시드 뽑기',
    rollDiceFor: (name: string) => `${name}: 새로 뽑기`,
    lockSeed: (name: string) => `${name} 고정`,
    seedLocked: '시드를 그대로 유지합니다',
    seedUnlocked: '실행할 때마다 새 시드를 씁니다',
    search: '검색',
    searchIn: (name: string) => `${name}에서 검색`,
    nothingFound: '찾은 항목이 없습니다',
    nothingLikeIt: '목록에 없는 이름입니다. 입력한 그대로 씁니다',
    showNames: (name: string) => `${name}: 목록 보기`,
    none: '없음',
    keepShape: '비율 유지',
    shapeKept: '가로세로 비율을 유지합니다',
    shapeFree: '가로와 세로를 따로 정합니다',
    pickColour: (name: string) => `${name}: 색 고르기`,
    ownColour: '다른 색…',
    dropPicture: '사진을 끌어다 놓거나 클릭하세요',
    pictureHint: '클릭해서 고르거나 파일을 끌어다 놓거나 붙여넣으세요',
    takePicture: '사진 찍기',
    pictureMissing: '사진을 찾을 수 없습니다',
    noPicture: '사진 파일이 아닙니다. JPEG, PNG, WebP, AVIF, TIFF, GIF를 쓸 수 있습니다.',
    sending: '파일을 보내는 중',
    fileNameExample: 'picture.png',
    curveHint: '점을 끌어 옮기세요. 두 번 클릭하면 점이 추가되고 Delete로 지웁니다.',
    curvePoint: (number: number) => `점 ${number}`,
    curveAt: (x: number, y: number) => `${x.toFixed(2)}에서 ${y.toFixed(2)}`,
    addPoint: '점 추가',
    add: '추가',
    remove: '제거',
    addTo: (name: string) => `${name}: 항목 추가`,
    item: (name: string, number: number) => `${name} ${number}`,
    moveItem: (number: number) => `${number}번 항목 옮기기`,
    moveHint: '끌어서 순서를 바꾸거나 Alt와 화살표 키를 쓰세요',
    removeItem: (number: number) => `${number}번 항목 제거`,
    paintMask: '마스크 그리기',
    editMask: '마스크 수정',
    backdropMissing: '배경이 될 사진을 불러오지 못했습니다',
    maskKeys: '마스크. 화살표 키로 십자선을 옮기고 스페이스로 칠합니다. 대괄호 키는 브러시 크기, X는 지우개입니다.',
    maskHint: '휠로 확대 · 스페이스나 가운데 버튼으로 이동 · [ ] 크기 · X 지우개 · 화살표와 스페이스로도 칠하기',
    crossAt: (x: number, y: number) => `${x}, ${y}`,
    dropMask: '칠한 내용이 사라집니다.',
    goOnPainting: '계속 그리기',
    drop: '버리기',
    brush: '브러시',
    eraser: '지우개',
    brushSize: '크기',
    hardness: '경도',
    opacity: '불투명도',
    undo: '실행 취소',
    redo: '다시 실행',
    fillMask: '모두 칠하기',
    invertMask: '반전',
    clearMask: '모두 지우기',
    zoomIn: '확대',
    zoomOut: '축소',
    fit: '전체 보기',
    cancel: '취소',
    done: '완료',
  },
  // -----

  // Values that are looked at
  // -----
  look: {
    before: '이전',
    after: '이후',
    notLoaded: '사진을 불러오지 못했습니다',
    open: (name: string) => `${name}: 열기`,
    openHint: '크게 보기',
    wipe: '이전과 이후의 경계선',
    wipeAt: (percent: number) => `이전 ${percent}%, 이후 ${100 - percent}%`,
    compareLarge: '크게 비교하기',
    modes: '비교 방법',
    mode: { wipe: '밀어 보기', side: '나란히', blink: '번갈아', difference: '차이' },
    gain: '강조',
    play: '계속',
    pause: '멈춤',
    zoom: '배율',
    zoomIn: '확대',
    zoomOut: '축소',
    fullSizeHint: '실제 크기로 보기 (1)',
    fit: '맞춤',
    fitHint: '전체 보기 (0)',
    stage: '끌어서 옮기고 휠로 확대합니다',
    download: '내려받기',
    close: '닫기',
    was: (name: string, value: string) => `${name}: ${value}`,
    plane: '유쾌와 불쾌, 차분과 격앙 사이의 감정',
    pointAt: (label: string, name: string, valence: string, arousal: string) =>
      `${label}: ${name}, 정서가 ${valence}, 각성도 ${arousal}`,
    text: '글',
    empty: '비어 있음',
    json: 'JSON',
    emptyList: '빈 목록',
    pictures: (count: number) => `사진 ${count}장`,
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
