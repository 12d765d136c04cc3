# syntax=docker/dockerfile:1
# k8slint with what renders charts and builds kustomizations:
#   docker build -t k8slint . && docker run --rm -v "$PWD:/work:ro" k8slint check
# Without git, which is only for `--since`, `--staged` and `diff` of revisions. An image with it, which trusts what is mounted:
#   FROM k8slint
#   USER root
#   RUN apt-get update && apt-get install --yes --no-install-recommends git && git config --system safe.directory /work
#   USER 10001
FROM python:3.13-slim AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /source
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/k8slint
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY k8slint k8slint
COPY rules rules
RUN /opt/k8slint/bin/pip install --no-compile ".[helm,kustomize]" \
 && /opt/k8slint/bin/pip uninstall --yes pip
# Some wheels carry one library several times: the same bytes are kept once.
RUN find /opt/k8slint -type f -size +1M -exec sha256sum {} + | sort \
  | while read -r sum file; do if [ "$sum" = "$last" ]; then ln -f "$kept" "$file"; else last=$sum kept=$file; fi; done
RUN /opt/k8slint/bin/python -m compileall -q /opt/k8slint/lib

FROM python:3.13-slim
LABEL org.opencontainers.image.title="k8slint" \
      org.opencontainers.image.description="The linter that reads Kubernetes manifests the way a compiler reads a program" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/k8slint /opt/k8slint
ENV PATH=/opt/k8slint/bin:$PATH PYTHONDONTWRITEBYTECODE=1
RUN useradd --no-create-home --uid 10001 --shell /usr/sbin/nologin k8slint
USER 10001
WORKDIR /work
ENTRYPOINT ["k8slint"]
CMD ["check"]
