"""The schemes of URLs: which are of servers, and the ports that they imply."""

from __future__ import annotations

#: Schemes whose host is a server, with the port that is meant where none is written (None: no port is implied).
SCHEMES = {
    "http": 80, "https": 443, "ws": 80, "wss": 443, "grpc": None, "grpcs": None, "tcp": None, "redis": 6379,
    "rediss": None, "amqp": 5672, "amqps": None, "postgres": 5432, "postgresql": 5432, "mysql": 3306, "mongodb": 27017,
    "nats": 4222, "kafka": 9092, "bolt": None, "memcached": None,
}  # fmt: skip
#: Further schemes whose host is a server: a name is one of the cluster where there is a Service of that name, or nearly.
MORE_SCHEMES = {
    "amqp091": 5672, "beats": None, "cassandra": 9042, "clickhouse": None, "clickhouses": None, "consul": 8500,
    "elasticsearch": 9200, "etcd": 2379, "fluent": 24224, "ftp": 21, "ftps": None, "gelf": None, "graphite": None,
    "h2c": 80, "hdfs": None, "icap": 1344, "influxdb": 8086, "ldap": 389, "ldaps": 636, "mariadb": 3306, "mqtt": 1883,
    "mqtts": 8883, "mssql": 1433, "neo4j": 7687, "neo4j+s": None, "nfs": 2049, "opensearch": 9200, "otlp": None, "pulsar": 6650,
    "rabbitmq": 5672, "redis+sentinel": None, "redis-sentinel": None, "rtmp": 1935, "rtsp": 554, "scylla": 9042, "sentinel": None,
    "sftp": 22, "smtp": None, "smtps": None, "socks5": 1080, "sqlserver": 1433, "ssh": 22, "ssl": None, "statsd": 8125,
    "stomp": None, "syslog": None, "temporal": 7233, "thrift": None, "tls": None, "udp": None, "valkey": 6379, "zipkin": None,
    "zookeeper": 2181,
}  # fmt: skip
#: What follows a scheme, as in `mongodb+srv`, where no host does.
_NO_HOSTS = frozenset({"srv", "unix", "socket", "file"})
#: Schemes whose host is none: a bucket, a file, a registry, a name that is looked up elsewhere.
NO_SERVERS = frozenset(
    {"about", "abfs", "abfss", "android", "app", "arn", "azblob", "azure", "chrome", "classpath", "cloudsql", "containerd",
     "cri", "custom", "data", "dns", "docker", "env", "file", "gcs", "git", "github", "gs", "inmem", "ipfs", "jar", "k8s", "kube",
     "kubernetes", "local", "mem", "memory", "minio", "npm", "oci", "op", "passthrough", "pkg", "ref", "resource", "s3", "s3a",
     "s3n", "sandbox", "secret", "spiffe", "srv", "ssm", "unix", "urn", "vault", "wasb", "wasbs", "xds", "zip"}
)  # fmt: skip


def implied_port(scheme: str) -> int | None:
    """The port that is meant where a URL of that scheme writes none; None: not known, or none."""
    return SCHEMES.get(scheme)


def server_port(scheme: str) -> tuple[int | None, bool]:
    """The port that a scheme implies, and whether the host behind it is that of a server."""
    base, plus, how = scheme.partition("+")
    for known in (SCHEMES, MORE_SCHEMES):
        if scheme in known:
            return known[scheme], True
    for known in (SCHEMES, MORE_SCHEMES):
        if plus and base in known and how not in _NO_HOSTS:
            return known[base], True
    return None, False
