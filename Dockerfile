# A static program in an otherwise empty image: no shell, no packages, no root.
#
#   docker build -t evenkeel --build-arg VERSION=1.2.3 .
#   docker run --rm evenkeel version
#   docker run -e REDIS_URL=… -e SLACK_APP_TOKEN=… -e SLACK_BOT_TOKEN=… evenkeel
#
# deploy/compose.yaml runs it beside a Redis.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=""
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=${VERSION}" -o /out/evenkeel .

FROM scratch
# Time zones are built in; certificates are not.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/evenkeel /evenkeel
USER 65532:65532

# /healthz and /readyz listen on 127.0.0.1:8080, where the health check below
# finds them. To probe from outside the container (an orchestrator, say), set
# EVENKEEL_LISTEN=:8080 and publish the port; the health check follows it.
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["/evenkeel", "doctor", "--health"]
# SIGTERM ends it within ten seconds, with the work in hand done.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/evenkeel"]
CMD ["run"]
