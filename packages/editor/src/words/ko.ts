import type { Words } from './words.js';

export const ko: Words = {
  // The frame: top bar, tabs, status bar, toasts
  // -----
  shell: {
    run: '실행',
    close: '닫기',
    dismiss: '알림 닫기',
    messages: '알림',
  },
  // -----

  // The canvas: nodes, links, gestures
  // -----
  canvas: {},
  // -----

  // Nodes, their states, and what they show
  // -----
  node: {},
  // -----

  // Widgets
  // -----
  widget: {},
  // -----

  // Values that are looked at
  // -----
  look: {},
  // -----

  // The search palettes
  // -----
  palette: {},
  // -----

  // Titles of actions, by their ids
  // -----
  actions: {},
  // -----

  // Runs, queue and history
  // -----
  run: {
    job: (number: number) => `실행 ${number}`,
    states: { queued: '대기 중', running: '실행 중', done: '완료', failed: '실패', cancelled: '취소됨' },
    node: {
      queued: '대기 중',
      running: '실행 중',
      runningAt: (done: number, total: number) => `실행 중, ${total}단계 중 ${done}단계`,
      cached: '캐시 사용',
      done: (time: string) => `${time} 만에 완료`,
      failed: '실패',
      bypass: '우회',
      mute: '음소거',
    },
  },
  // -----

  // Panels
  // -----
  panel: {
    retry: '다시 시도',
    loading: '불러오는 중…',
    failed: (why: string) => `불러오지 못했습니다: ${why}`,
    undo: '실행 취소',
    queue: {
      title: '대기열과 기록',
      running: '실행 중',
      next: '다음',
      history: '기록',
      nothing: '실행 중인 작업이 없습니다',
      nothingHelp: '실행을 누르면 진행 상황이 여기에 표시됩니다.',
      noHistory: '실행한 작업이 여기에 보관됩니다.',
      noHistoryHelp: '다시 열거나 다시 실행하고, 두 결과를 비교할 수 있습니다.',
      percent: (name: string, percent: number) => (name === '' ? `${percent}%` : `${name} · ${percent}%`),
      progress: (title: string) => `${title} 진행률`,
      waits: (turn: number) => (turn === 1 ? '다음 차례' : `앞에 ${turn - 1}개`),
      cancel: (title: string) => `${title} 취소`,
      first: (title: string) => `${title} 맨 앞으로`,
      up: (title: string) => `${title} 위로`,
      down: (title: string) => `${title} 아래로`,
      more: '이전 실행 더 보기',
      open: '그래프 열기',
      again: '다시 실행',
      download: '다운로드',
      picture: '보기',
      compare: '비교',
      delete: '삭제',
      deleted: (count: number) => (count === 1 ? '실행 기록을 삭제했습니다' : `실행 기록 ${count}개를 삭제했습니다`),
      selected: (count: number) => `${count}개 선택됨`,
      compareHelp: 'Shift 또는 Ctrl을 누르고 하나 더 선택하면 비교할 수 있습니다.',
      started: (title: string) => `${title}을(를) 대기열에 다시 넣었습니다`,
      lost: '서버가 응답하지 않습니다. 다시 연결하는 중…',
      took: (time: string) => `${time} 걸림`,
    },
    compare: {
      title: '실행 비교',
      outputs: '결과',
      differences: '차이점',
      same: '그래프와 입력이 같습니다.',
      none: '없음',
      missing: '지정 안 함',
      input: (name: string) => `입력 ${name}`,
      open: '나란히 보기',
      time: '시간',
      faster: (percent: number) => `${percent}% 빠름`,
      slower: (percent: number) => `${percent}% 느림`,
      added: '추가됨',
      removed: '삭제됨',
      name: '항목',
    },
    backends: {
      title: '장치',
      server: '이 서버',
      up: (time: string) => `가동 ${time}`,
      stopping: '종료 중',
      jobs: (running: number, queued: number) => `실행 ${running}, 대기 ${queued}`,
      jobsRow: '작업',
      none: '모두 이 컴퓨터에서 실행됩니다',
      noneHelp: 'GPU가 있는 컴퓨터에서 신경망을 실행하려면 그곳에서 백엔드를 시작하고 여기에 주소를 지정하세요:',
      there: '그 컴퓨터에서',
      here: '여기에서',
      answers: '응답함',
      silent: '응답 없음',
      now: '현재 실행',
      runs: (count: number) => (count === 0 ? '없음' : `${count}개`),
      memory: '메모리',
      memoryOf: (used: string, limit: string) => `${limit} 중 ${used}`,
      held: '사용 중',
      values: (count: number, size: string) => `값 ${count}개, ${size}`,
      devices: '디바이스',
      models: '모델',
      done: '노드',
      doneOf: (done: number, failed: number) => (failed === 0 ? `완료 ${done}` : `완료 ${done}, 실패 ${failed}`),
      moved: '전송',
      movedOf: (sent: string, received: string) => `수신 ${sent}, 송신 ${received}`,
      cache: '보관된 결과',
      disk: '디스크',
      inMemory: '메모리',
      clear: '비우기…',
      clearAsk: '보관된 결과를 모두 지울까요? 다음 실행에서 다시 계산합니다.',
      clearYes: '비우기',
      cleared: '보관된 결과를 비웠습니다',
    },
    history: {
      title: '작업 내역',
      opened: '열기',
      empty: '변경한 내용이 여기에 나열됩니다.',
      emptyHelp: '항목을 누르면 그 시점으로 돌아갑니다.',
      undone: '취소됨',
      current: '현재',
    },
    problems: {
      title: '문제',
      none: '문제 없음',
      noneHelp: '이 그래프는 그대로 실행할 수 있습니다.',
      graph: '그래프',
      failures: '마지막 실행',
      expected: (expected: string) => `기대한 값: ${expected}.`,
      found: (found: string) => `발견된 값: ${found}.`,
      jump: (where: string) => `${where}(으)로 이동`,
      count: (count: number) => `문제 ${count}개`,
      fixed: '문제 수정',
    },
    fixes: {
      removeLink: () => '연결 제거',
      useInstead: (name: string) => `“${name}” 사용`,
      removeParam: () => '설정 제거',
      reset: (value: string) => (value === '' ? '기본값으로' : `기본값 ${value}(으)로`),
      clamp: (value: string) => `${value}(으)로 설정`,
      changeType: (type: string) => `${type}(으)로 변경`,
      keepFirst: () => '첫 번째 연결만 유지',
      mapEach: () => '항목마다 실행',
      stopMapping: () => '한 번만 실행',
      removeValue: () => '연결만 유지',
      breakCircle: () => '순환 끊기',
      removeFromInterface: (name: string) => `인터페이스에서 “${name}” 제거`,
      connect: () => '노드 연결…',
    },
    templates: {
      title: '템플릿',
      search: '템플릿 검색',
      none: '해당하는 템플릿이 없습니다.',
      nodes: (count: number) => `노드 ${count}개`,
      open: (title: string) => `${title} 열기`,
      blank: '빈 그래프',
      blankHelp: '처음부터 시작',
    },
    graphs: {
      title: '그래프',
      search: '그래프 검색',
      own: '저장됨',
      shipped: '템플릿',
      none: '저장된 그래프가 없습니다.',
      noneHelp: '이 그래프에 이름을 붙여 저장하거나 템플릿에서 시작하세요.',
      noMatch: '해당하는 그래프가 없습니다.',
      browse: '템플릿 둘러보기',
      rename: (title: string) => `${title} 이름 바꾸기`,
      newName: '새 이름',
      delete: (title: string) => `${title} 삭제`,
      deleted: (title: string) => `${title}을(를) 삭제했습니다`,
      restored: (title: string) => `${title}을(를) 되돌렸습니다`,
    },
    outline: {
      title: '개요',
      tree: '그래프의 노드',
      empty: '그래프가 비어 있습니다.',
      emptyHelp: '노드를 추가해 시작하세요.',
      input: (name: string, from: string) => `입력 ${name}, ${from}에서`,
      unfed: (name: string) => `입력 ${name}, 연결 안 됨`,
      optional: (name: string) => `입력 ${name}, 선택 사항, 연결 안 됨`,
      param: (name: string, value: string) => `${name}: ${value}`,
      output: (name: string, to: string) => `출력 ${name}, ${to}(으)로`,
      unused: (name: string) => `출력 ${name}, 사용 안 함`,
      problems: (count: number) => `문제 ${count}개`,
      and: ', ',
      removed: (title: string) => `${title}을(를) 제거했습니다`,
      emptyText: '비어 있음',
      unknown: '알 수 없는 종류',
    },
    shortcuts: {
      title: '키보드 단축키',
      search: '단축키 검색',
      none: '해당하는 단축키가 없습니다.',
      or: '또는',
      groups: {
        edit: '편집',
        view: '보기',
        file: '파일',
        run: '실행',
        node: '노드',
        select: '선택',
        go: '이동',
        canvas: '캔버스',
        app: '편집기',
        panel: '패널',
        graph: '그래프',
        other: '기타',
      },
    },
  },
  // -----

  // Opening, saving and sharing
  // -----
  files: {},
  // -----

  // The app view
  // -----
  app: {},
  // -----
};
