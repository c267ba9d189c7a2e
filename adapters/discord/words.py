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
    # choices
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
