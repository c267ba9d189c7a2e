"""The words said in place of markup, in four languages, one row each."""

from __future__ import annotations

EDGE = "\ue000"  # stands around every wording until `tidy`; a private character, so that no text loses a word by it

_WORDS = """
someone | someone | 누군가 | 誰か | alguien
role | a role | 어떤 역할 | ロール | un rol
group | a group | 어떤 그룹 | グループ | un grupo
channel | a channel | 어떤 채널 | チャンネル | un canal
sound | a sound | 소리 | サウンド | un sonido
link | a link | 링크 | リンク | un enlace
link_to | link to {host} | {host} 링크 | {host}へのリンク | enlace a {host}
code | a code block | 코드 블록 | コードブロック | un bloque de código
spoiler | a spoiler | 스포일러 | ネタバレ | un spoiler
emoji | an emoji | 이모지 | 絵文字 | un emoji
flag | flag {letters} | 국기 {letters} | 国旗 {letters} | bandera {letters}
more | {names} and {count} more emoji | {names} 외 이모지 {count}개 | {names}、ほか絵文字{count}個 | {names} y {count} emojis más
date | a date | 어떤 날짜 | 日付 | una fecha
day | {day} {month} {year} | {year}년 {number}월 {day}일 | {year}年{number}月{day}日 | {day} de {month} de {year}
weekday | {weekday}, {said} | {said} {weekday} | {said} {weekday} | {weekday}, {said}
both | {day}, {time} | {day} {time} | {day} {time} | {day}, {time}
time | {at:%H:%M} UTC | UTC {at.hour}시 {at.minute}분 | UTC {at.hour}時{at.minute}分 | {at:%H:%M} UTC
seconds | {at:%H:%M:%S} UTC | UTC {at.hour}시 {at.minute}분 {at.second}초 | UTC {at.hour}時{at.minute}分{at.second}秒 | {at:%H:%M:%S} UTC
months | January February March April May June July August September October November December | - | - | enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
weekdays | Monday Tuesday Wednesday Thursday Friday Saturday Sunday | 월요일 화요일 수요일 목요일 금요일 토요일 일요일 | 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 | lunes martes miércoles jueves viernes sábado domingo
units | second minute hour day month year | 초 분 시간 일 개월 년 | 秒 分 時間 日 か月 年 | segundo minuto hora día mes año
many | seconds minutes hours days months years | 초 분 시간 일 개월 년 | 秒 分 時間 日 か月 年 | segundos minutos horas días meses años
count | {count} {unit} | {count}{unit} | {count}{unit} | {count} {unit}
ahead | in {span} | {span} 후 | {span}後 | en {span}
now | now | 지금 | 今 | ahora
"""
_WORDS += "past | {span} ago | {span} 전 | {span}前 | hace {span}"  # codespell:ignore hace


def table_of(rows: str) -> dict[str, dict[str, str]]:
    lines = [[cell.strip() for cell in row.split(" | ")] for row in rows.strip().splitlines()]
    return {lang: {key: cells[at] for key, *cells in lines} for at, lang in enumerate(("en", "ko", "ja", "es"))}


_LANGUAGES = table_of(_WORDS)


def word(key: str, locale: str, **values: object) -> str:
    """What *key* of the table is called in *locale* (`ko`, `es-ES`, ...; English for any other)."""
    return in_language(_LANGUAGES, locale)[key].format(**values)


def in_language(table: dict[str, dict[str, str]], locale: str) -> dict[str, str]:
    return table.get(locale.replace("_", "-").partition("-")[0].lower(), table["en"])


def worded(words: str) -> str:
    """*words* set apart from what stands beside them; `tidy` turns the edges into spaces where they are needed."""
    return f"{EDGE}{words}{EDGE}"
