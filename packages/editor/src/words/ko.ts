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
  },
  // -----

  // Values that are looked at
  // -----
  look: {
  },
  // -----

  // The search palettes
  // -----
  palette: {
    addNode: '노드 추가',
    findNode: '노드 찾기…',
    findCommand: '명령, 노드, 그래프 찾기…',
    commands: '명령',
    nodes: '이 그래프의 노드',
    graphs: '그래프',
    recent: '최근 사용',
    goTo: (name: string) => `이동: ${name}`,
    open: (name: string) => `열기: ${name}`,
    nothing: (query: string) =>
      query.trim() === '' ? '맞는 것이 없습니다.' : `“${query.trim()}”에 대한 결과가 없습니다.`,
    found: (count: number) => `${count}개 찾음`,
    takes: (type: string) => `${type} 입력`,
    gives: (type: string) => `${type} 출력`,
    connectTo: (port: string) => `→ ${port}`,
    connectFrom: (port: string) => `${port} →`,
    choose: '선택',
    insert: '넣기',
    insertAndConnect: '넣고 연결',
    byPort: '포트 종류로 찾기',
    doIt: '실행',
    close: '닫기',
    categories: {
      image: '이미지',
      emotion: '감정',
      latent: '잠재 공간',
      model: '모델',
      mask: '마스크',
      list: '목록',
      number: '숫자',
      text: '텍스트',
      flow: '흐름',
      subgraph: '이 그래프의 서브그래프',
      other: '기타',
    },
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
    linkTooLong:
      '그래프가 커서 링크에 담을 수 없습니다. 64 kB를 넘는 링크는 잘리는 경우가 많습니다. 서버에 저장하거나 파일로 내려받아 보내세요.',
    linkTooLongToOpen: '링크가 너무 깁니다. Moodwire는 64 kB를 넘는 링크를 만들지 않습니다. 파일로 받아 보세요.',
    linkDamaged: '링크에 담긴 그래프가 손상되었습니다. 링크가 중간에 잘렸을 수 있으니 다시 받거나 파일로 받아 보세요.',
    linkNotGraph: (problem: string) => `링크에 열 수 있는 그래프가 없습니다: ${problem}`,
    leftOutOfLink: (names: string) =>
      `이 컴퓨터에만 있는 파일은 뺐습니다: ${names}. 링크를 여는 사람이 자기 파일을 고르면 됩니다.`,
  },
  // -----

  // The app view
  // -----
  app: {
  },
  // -----
};
