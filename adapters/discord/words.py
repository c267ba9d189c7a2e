"""The names of Discord's commands and the labels of its buttons, in English, Korean, Japanese and Spanish.

Sentences of the bot stand in `bot.replies`; here is only what Discord shows before anybody has said anything.
Limits are Discord's: names 1 to 32 characters of one word in lower case, descriptions 1 to 100, labels 1 to 80.
"""

from __future__ import annotations

LANGUAGES = ("en", "ko", "ja", "es")

# English -> Korean, Japanese, Spanish
WORDS: dict[str, tuple[str, str, str]] = {
    # commands
    "say": ("말하기", "話す", "decir"),
    "clone": ("복제", "クローン", "clonar"),
    "voices": ("목소리", "声", "voces"),
    "settings": ("설정", "設定", "ajustes"),
    "server-settings": ("서버설정", "サーバー設定", "ajustes-servidor"),
    "usage": ("사용량", "使用量", "uso"),
    "privacy": ("개인정보", "プライバシー", "privacidad"),
    "server-privacy": ("서버개인정보", "サーバープライバシー", "privacidad-servidor"),
    "help": ("도움말", "ヘルプ", "ayuda"),
    "Speak this message": ("이 메시지 읽기", "このメッセージを読む", "Leer este mensaje"),
    "list": ("목록", "一覧", "lista"),
    "play": ("듣기", "再生", "oir"),
    "rename": ("이름변경", "名前変更", "renombrar"),
    "share": ("공유", "共有", "compartir"),
    "export": ("내보내기", "エクスポート", "exportar"),
    "log": ("기록", "記録", "registro"),
    "delete": ("삭제", "削除", "borrar"),
    "withdraw": ("동의철회", "同意取消", "retirar"),
    "server-voices": ("서버목소리", "サーバーの声", "voces-servidor"),
    "remove": ("제거", "除去", "quitar"),
    "server-rules": ("서버규칙", "サーバールール", "reglas-servidor"),
    "show": ("보기", "表示", "ver"),
    "channel": ("채널", "チャンネル", "canal"),
    "cloning": ("복제허용", "クローン許可", "clonacion"),
    "limits": ("한도", "上限", "limites"),
    "local-voice": ("로컬목소리", "ローカル音声", "voz-local"),
    # options
    "text": ("내용", "文章", "texto"),
    "voice": ("음성", "音声", "voz"),
    "emotion": ("감정", "感情", "emocion"),
    "speed": ("속도", "速さ", "velocidad"),
    "pitch": ("높낮이", "高さ", "tono"),
    "language": ("언어", "言語", "idioma"),
    "format": ("형식", "形式", "formato"),
    "private": ("나만보기", "自分だけ", "privado"),
    "name": ("이름", "名前", "nombre"),
    "sample": ("녹음", "録音", "grabacion"),
    "with-everyone": ("모두에게", "全員に", "con-todos"),
    "speaker": ("화자", "話者", "hablante"),
    "role": ("역할", "ロール", "rol"),
    "member": ("멤버", "メンバー", "miembro"),
    "reply": ("답장", "返信", "respuesta"),
    "reset": ("초기화", "リセット", "restablecer"),
    "allowed": ("허용", "許可", "permitido"),
    "blocked": ("차단", "ブロック", "bloqueado"),
    "who": ("누가", "誰が", "quien"),
    "person": ("한사람", "1人", "persona"),
    "everyone": ("모두", "全員", "todos"),
    # descriptions of commands
    "Speak a text; everyone here can play it": (
        "글을 읽어 줘요. 여기 있는 모두가 들을 수 있어요",
        "文章を読み上げます。ここにいる全員が聞けます",
        "Lee un texto en voz alta; todos aquí pueden oírlo",
    ),
    "Keep a recording as a voice of yours": (
        "녹음을 내 목소리로 저장해요",
        "録音を自分の声として保存します",
        "Guarda una grabación como una voz tuya",
    ),
    "The voices you can use": ("쓸 수 있는 목소리", "使える声", "Las voces que puedes usar"),
    "List your voices and those that are shared here": (
        "내 목소리와 여기서 공유된 목소리를 보여 줘요",
        "自分の声とここで共有されている声を一覧にします",
        "Muestra tus voces y las que se comparten aquí",
    ),
    "Hear a voice, only for you": (
        "목소리를 혼자 들어 봐요",
        "声を自分だけで試し聞きします",
        "Escucha una voz, solo tú",
    ),
    "Give a voice of yours another name": (
        "내 목소리의 이름을 바꿔요",
        "自分の声の名前を変えます",
        "Cambia el nombre de una voz tuya",
    ),
    "Let everyone here, a role or a member speak with a voice of yours, or nobody else": (
        "여기 있는 모두, 역할 또는 멤버가 내 목소리를 쓰게 하거나 나만 써요",
        "ここにいる全員、ロール、メンバーに自分の声を使わせるか、自分だけにします",
        "Deja que todos aquí, un rol o un miembro usen una voz tuya, o solo tú",
    ),
    "Take back your consent: the voice that was made from yours is deleted": (
        "동의를 거둬요. 내 목소리로 만든 목소리가 삭제돼요",
        "同意を取り消します。自分の声から作られた声は削除されます",
        "Retira tu permiso: se borra la voz que se hizo con la tuya",
    ),
    "The cloned voices of members": (
        "멤버들이 복제한 목소리",
        "メンバーがクローンした声",
        "Las voces clonadas de los miembros",
    ),
    "List the cloned voices of members": (
        "멤버들이 복제한 목소리를 보여 줘요",
        "メンバーがクローンした声を一覧にします",
        "Muestra las voces clonadas de los miembros",
    ),
    "Delete a member's voice and its recording": (
        "멤버의 목소리와 녹음을 삭제해요",
        "メンバーの声と録音を削除します",
        "Borra la voz de un miembro y su grabación",
    ),
    "Delete a voice of yours and its recording": (
        "내 목소리와 녹음을 삭제해요",
        "自分の声と録音を削除します",
        "Borra una voz tuya y su grabación",
    ),
    "What /say uses when you say nothing else": (
        "따로 고르지 않을 때 쓰는 설정이에요",
        "何も選ばないときに使う設定です",
        "Lo que se usa cuando no eliges otra cosa",
    ),
    "What is used on this server when a member chose nothing": (
        "멤버가 고르지 않았을 때 이 서버에서 쓰는 설정이에요",
        "メンバーが選んでいないときにこのサーバーで使う設定です",
        "Lo que se usa en este servidor si nadie eligió otra cosa",
    ),
    "What you have used and what is left": (
        "얼마나 썼고 얼마나 남았는지 보여 줘요",
        "使った量と残りを表示します",
        "Lo que has usado y lo que queda",
    ),
    "What I keep about you: take it along, or delete it": (
        "저장된 내 정보를 내려받거나 삭제해요",
        "保存されている自分の情報を受け取る、または削除する",
        "Lo que guardo sobre ti: llévatelo o bórralo",
    ),
    "What I keep about this server: take it along, or delete it": (
        "저장된 서버 정보를 내려받거나 삭제해요",
        "保存されているサーバーの情報を受け取る、または削除する",
        "Lo que guardo sobre este servidor: llévatelo o bórralo",
    ),
    "Get everything that is kept as a file": (
        "저장된 모든 것을 파일로 받아요",
        "保存されているものすべてをファイルで受け取る",
        "Recibe en un archivo todo lo que se guarda",
    ),
    "Delete everything that is kept, after one more click": (
        "한 번 더 누르면 저장된 모든 것을 삭제해요",
        "もう一度押すと、保存されているものをすべて削除します",
        "Borra todo lo que se guarda, tras un clic más",
    ),
    "The last things that were done with voices here": (
        "여기서 목소리로 최근에 한 일을 보여 줘요",
        "ここで声について最近行われたことを表示します",
        "Lo último que se hizo con las voces aquí",
    ),
    "What this bot can do": ("이 봇이 할 수 있는 일", "このボットにできること", "Lo que puede hacer este bot"),
    "Who may use me on this server, where and how": (
        "이 서버에서 누가 어디서 어떻게 저를 쓸 수 있는지",
        "このサーバーで誰がどこでどう使えるか",
        "Quién puede usarme en este servidor, dónde y cómo",
    ),
    "What holds on this server": (
        "이 서버에 적용된 규칙을 보여 줘요",
        "このサーバーで有効なルールを表示します",
        "Lo que vale en este servidor",
    ),
    "Where I speak; everywhere while no channel is allowed": (
        "제가 말하는 곳. 정한 채널이 없으면 어디서나 말해요",
        "話す場所。許可したチャンネルがなければどこでも話します",
        "Dónde hablo; en todas partes si no se permite ningún canal",
    ),
    "Who may use me; everyone while no role is allowed": (
        "저를 쓸 수 있는 사람. 정한 역할이 없으면 모두예요",
        "使える人。許可したロールがなければ全員です",
        "Quién puede usarme; todos si no se permite ningún rol",
    ),
    "Keep somebody from using me, or let them again": (
        "누군가의 사용을 막거나 다시 허용해요",
        "誰かの使用を止めるか、また許可します",
        "Impide a alguien usarme, o vuelve a permitirlo",
    ),
    "Who may clone voices": ("목소리를 복제할 수 있는 사람", "声をクローンできる人", "Quién puede clonar voces"),
    "How much may be said; 0 is as usual": (
        "얼마나 말할 수 있는지. 0은 기본값이에요",
        "話せる量。0は通常どおりです",
        "Cuánto se puede decir; 0 es lo normal",
    ),
    "One voice for everybody, whatever they choose": (
        "무엇을 고르든 모두 같은 목소리로 말해요",
        "何を選んでも全員が同じ声になります",
        "Una voz para todos, elijan lo que elijan",
    ),
    "Whether this bot's own computer speaks while the speech service is away": (
        "음성 서비스가 안 될 때 봇의 컴퓨터가 대신 말할지 정해요",
        "音声サービスが使えないとき、ボットのコンピューターが話すかどうか",
        "Si habla el propio ordenador del bot cuando falla el servicio de voz",
    ),
    # descriptions of options
    "What to say": ("읽을 내용", "読み上げる文章", "Qué decir"),
    "Whose voice; type to search": (
        "누구의 목소리인지. 입력하면 찾아요",
        "誰の声か。入力すると検索します",
        "De quién es la voz; escribe para buscar",
    ),
    "How it is said": ("어떤 느낌으로", "どんな調子で", "Cómo se dice"),
    "0.5 is slow, 2 is fast": ("0.5는 느리게, 2는 빠르게", "0.5は遅く、2は速く", "0.5 es lento, 2 es rápido"),
    "Semitones, -12 to 12": ("반음 단위, -12에서 12", "半音単位、-12から12", "Semitonos, de -12 a 12"),
    "Found out from the text if left out": (
        "비우면 글에서 알아내요",
        "省くと文章から判断します",
        "Si falta, se deduce del texto",
    ),
    "How the sound comes": ("소리를 받는 형식", "音声の届き方", "Cómo llega el sonido"),
    "Only you can see and hear it": (
        "나만 보고 들을 수 있어요",
        "自分だけが見て聞けます",
        "Solo tú puedes verlo y oírlo",
    ),
    "What the voice is called from now on": (
        "앞으로 이 목소리를 부를 이름",
        "これからの声の名前",
        "Cómo se llamará la voz",
    ),
    "6 to 24 seconds of one person speaking; leave it out for a form": (
        "한 사람이 6~24초 말한 녹음. 비우면 양식이 열려요",
        "一人が6〜24秒話した録音。省くとフォームが開きます",
        "De 6 a 24 segundos de una persona; si falta, se abre un formulario",
    ),
    "6 to 24 seconds of one person speaking": (
        "한 사람이 6~24초 말한 녹음",
        "一人が6〜24秒話した録音",
        "De 6 a 24 segundos de una sola persona",
    ),
    "Whose voice it is, if it is not yours: they are asked first": (
        "내 목소리가 아니라면 누구의 목소리인지. 먼저 그 사람에게 물어봐요",
        "自分の声でない場合、誰の声か。先に本人に確認します",
        "De quién es la voz, si no es tuya: antes se le pregunta",
    ),
    "A role whose members may speak with it": (
        "이 목소리로 말할 수 있는 역할",
        "この声で話せるロール",
        "Un rol cuyos miembros pueden usarla",
    ),
    "A member who may speak with it": (
        "이 목소리로 말할 수 있는 멤버",
        "この声で話せるメンバー",
        "Un miembro que puede usarla",
    ),
    "Which voice was made from yours": (
        "내 목소리로 만든 어느 목소리",
        "自分の声から作られたどの声か",
        "Qué voz se hizo con la tuya",
    ),
    "Whose voice it is": ("누구의 목소리인지", "誰の声か", "De quién es la voz"),
    "Which of their voices": ("그 멤버의 목소리 중 어느 것", "その人の声のどれか", "Cuál de sus voces"),
    "Which of your voices": ("내 목소리 중 어느 것", "自分の声のどれか", "Cuál de tus voces"),
    "Yes: everyone here. No: only you": (
        "예: 여기 모두. 아니요: 나만",
        "はい：ここの全員。いいえ：自分だけ",
        "Sí: todos aquí. No: solo tú",
    ),
    "An attachment with the words, or a voice message": (
        "글이 있는 첨부 파일 또는 음성 메시지",
        "文章付きの添付ファイル、または音声メッセージ",
        "Un adjunto con las palabras, o un mensaje de voz",
    ),
    "Forget all of these choices": (
        "이 설정을 모두 지워요",
        "これらの設定をすべて消します",
        "Olvida todas estas opciones",
    ),
    "A channel, or a category with all its channels": (
        "채널, 또는 카테고리와 그 안의 모든 채널",
        "チャンネル、またはカテゴリーとその全チャンネル",
        "Un canal, o una categoría con todos sus canales",
    ),
    "Yes: here. No: not any more": (
        "예: 여기서 말해요. 아니요: 이제 말하지 않아요",
        "はい：ここで話す。いいえ：もう話さない",
        "Sí: aquí. No: ya no",
    ),
    "Those who have it may use me": (
        "이 역할이 있는 사람은 쓸 수 있어요",
        "このロールを持つ人が使えます",
        "Quienes lo tienen pueden usarme",
    ),
    "Yes: they may. No: not any more": (
        "예: 쓸 수 있어요. 아니요: 이제 쓸 수 없어요",
        "はい：使える。いいえ：もう使えない",
        "Sí: pueden. No: ya no",
    ),
    "Whom it is about": ("누구에 대한 것인지", "誰についてか", "De quién se trata"),
    "Yes: they may not use me. No: they may": (
        "예: 쓸 수 없어요. 아니요: 쓸 수 있어요",
        "はい：使えない。いいえ：使える",
        "Sí: no puede usarme. No: puede",
    ),
    "Everyone, nobody, or those with certain roles": (
        "모두, 아무도, 또는 정한 역할이 있는 사람",
        "全員、誰も、または決めたロールの人",
        "Todos, nadie o quienes tengan ciertos roles",
    ),
    "One of these roles": ("그 역할 중 하나", "そのロールの1つ", "Uno de esos roles"),
    "Characters in one text": ("한 번에 말할 글자 수", "1回の文字数", "Caracteres en un texto"),
    "Characters in a day for one person": (
        "한 사람의 하루 글자 수",
        "1人の1日の文字数",
        "Caracteres al día para una persona",
    ),
    "Characters in a day for everybody together": (
        "모두 합한 하루 글자 수",
        "全員合わせた1日の文字数",
        "Caracteres al día para todos juntos",
    ),
    "Whose voice; leave it out and everybody chooses": (
        "누구의 목소리인지. 비우면 각자 골라요",
        "誰の声か。省くと各自が選びます",
        "De quién es la voz; si falta, cada uno elige",
    ),
    "Each clip that it speaks says so": (
        "그렇게 만든 음성에는 표시가 있어요",
        "その音声にはその旨が表示されます",
        "Cada audio que hace lo dice",
    ),
    # choices
    "nobody": ("아무도 안 됨", "誰も不可", "nadie"),
    "certain roles": ("정한 역할만", "決めたロールだけ", "ciertos roles"),
    "yes": ("예", "はい", "sí"),
    "no": ("아니요", "いいえ", "no"),
    "as usual": ("기본값", "通常どおり", "lo normal"),
    "normal": ("보통", "普通", "normal"),
    "happy": ("기쁘게", "うれしい", "alegre"),
    "sad": ("슬프게", "悲しい", "triste"),
    "angry": ("화나게", "怒り", "enfadado"),
    "toneup": ("톤 높게", "高い調子", "tono alto"),
    "tonedown": ("톤 낮게", "低い調子", "tono bajo"),
    "MP3 file": ("MP3 파일", "MP3ファイル", "archivo MP3"),
    "WAV file": ("WAV 파일", "WAVファイル", "archivo WAV"),
    "voice message": ("음성 메시지", "音声メッセージ", "mensaje de voz"),
    "attachment": ("첨부 파일", "添付ファイル", "adjunto"),
    # buttons and forms
    "Again": ("다시", "もう一度", "Otra vez"),
    "Other voice": ("다른 목소리", "別の声", "Otra voz"),
    "Slower": ("더 느리게", "もっとゆっくり", "Más lento"),
    "Delete": ("삭제", "削除", "Borrar"),
    "Delete everything": ("모두 삭제", "すべて削除", "Borrar todo"),
    "I agree": ("동의해요", "同意します", "Acepto"),
    "I do not agree": ("동의하지 않아요", "同意しません", "No acepto"),
    "Cancel": ("취소", "キャンセル", "Cancelar"),
    "Choose a voice": ("목소리 고르기", "声を選ぶ", "Elige una voz"),
    "Clone a voice": ("목소리 복제", "声のクローン", "Clonar una voz"),
    "Name of the voice": ("목소리 이름", "声の名前", "Nombre de la voz"),
    "Recording": ("녹음", "録音", "Grabación"),
    "I have the right to clone this voice": (
        "이 목소리를 복제할 권리가 있어요",
        "この声をクローンする権利があります",
        "Tengo derecho a clonar esta voz",
    ),
    "AI-generated voice": ("AI가 만든 음성", "AIが生成した音声", "Voz generada por IA"),
}


def language_of(locale: str) -> str:
    """The language in which somebody with that *locale* is spoken to."""
    language = locale.partition("-")[0].lower()
    return language if language in LANGUAGES else LANGUAGES[0]


def word(english: str, locale: str = "en") -> str:
    """*english* in the language of *locale* (`ko`, `es-419`, ...); in English where there is no such language."""
    language = language_of(locale)
    if language == LANGUAGES[0]:
        return english
    return WORDS[english][LANGUAGES.index(language) - 1]
