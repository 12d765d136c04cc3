"""Manifests with thousands of one thing, each kind of which some rule compares with another."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.hostile_parts import Files, deployment, document, service, stream


def autoscalers(count: int) -> Files:
    """Many autoscalers of one Deployment, and as many whose targets are not there, or miss by a slip of the pen."""
    spec = "spec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: %s}\n  minReplicas: 2\n  maxReplicas: 4\n"
    same = (document("autoscaling/v2", "HorizontalPodAutoscaler", f"web-{n}", spec % "web") for n in range(count))
    gone = (document("autoscaling/v2", "HorizontalPodAutoscaler", f"wob-{n}", spec % f"wbe-{n}") for n in range(count))
    others = (deployment(f"web-{n}", f"web-{n}") for n in range(count))
    return stream([deployment("web", "web"), *same, *gone, *others])


def autoscalers_apart(count: int) -> Files:
    """Many Deployments, each with an autoscaler, a budget and a Service of its own."""
    spec = "spec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web-%d}\n  minReplicas: 1\n  maxReplicas: 4\n"
    pods = "spec:\n  minAvailable: 1\n  selector: {matchLabels: {app: web-%d}}\n"
    return stream(
        text
        for n in range(count)
        for text in (
            deployment(f"web-{n}", f"web-{n}"),
            service(f"web-{n}", f"web-{n}"),
            document("autoscaling/v2", "HorizontalPodAutoscaler", f"web-{n}", spec % n),
            document("policy/v1", "PodDisruptionBudget", f"web-{n}", pods % n),
        )
    )


def budgets(count: int) -> Files:
    """Many budgets that cover the same many Deployments."""
    pods = "spec:\n  minAvailable: 1\n  selector: {matchLabels: {app: web}}\n"
    same = (document("policy/v1", "PodDisruptionBudget", f"web-{n}", pods) for n in range(count))
    return stream([*(deployment(f"web-{n}", "web") for n in range(count)), *same])


def budgets_of_nothing(count: int) -> Files:
    """Many budgets that cover nothing, by labels a slip of the pen away and by expressions, beside as many Deployments."""
    slip = "spec:\n  minAvailable: 1\n  selector: {matchLabels: {app: wbe-%d}}\n"
    both = "{key: app, operator: NotIn, values: [web-%d]}, {key: tier, operator: Exists}"
    other = f"spec:\n  minAvailable: 1\n  selector: {{matchExpressions: [{both}]}}\n"
    return stream(
        text
        for n in range(count)
        for text in (
            deployment(f"web-{n}", f"web-{n}"),
            document("policy/v1", "PodDisruptionBudget", f"slip-{n}", slip % n),
            document("policy/v1", "PodDisruptionBudget", f"other-{n}", other % n),
        )
    )


def expressions(count: int) -> Files:
    """Many Deployments whose selectors are expressions that match the pods of all others."""
    selector = "  selector: {matchExpressions: [{key: app, operator: Exists}]}\n"
    texts = (deployment(f"web-{n}", f"web-{n}") for n in range(count))
    return stream(text.replace(f"  selector: {{matchLabels: {{app: web-{n}}}}}\n", selector) for n, text in enumerate(texts))


def same_selector(count: int) -> Files:
    """Many Deployments with one selector and the same pods."""
    return stream(deployment(f"web-{n}", "web") for n in range(count))


def bindings(count: int) -> Files:
    """Many RoleBindings of one Role and account, and as many whose role and account are not there."""
    ref = (
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %s}\n"
        "subjects: [{kind: ServiceAccount, name: %s, namespace: shop}]\n"
    )
    api = "rbac.authorization.k8s.io/v1"
    roles = (document(api, "Role", f"reader-{n}", "rules: []\n") for n in range(count))
    accounts = (document("v1", "ServiceAccount", f"app-{n}", "") for n in range(count))
    same = (document(api, "RoleBinding", f"same-{n}", ref % ("reader-0", "app-0")) for n in range(count))
    gone = (document(api, "RoleBinding", f"gone-{n}", ref % (f"raeder-{n}", f"apq-{n}")) for n in range(count))
    return stream([*roles, *accounts, *same, *gone])


def secrets(count: int) -> Files:
    """Many Secrets, and a pod that takes as many others, of nearly their names."""
    entry = "        - {name: V%d, valueFrom: {secretKeyRef: {name: tokne-%d, key: a}}}\n"
    env = "        env:\n" + "".join(entry % (n, n) for n in range(count))
    every = (document("v1", "Secret", f"token-{n}", "stringData: {a: x}\n") for n in range(count))
    return stream([*every, deployment("web", "web", env)])


def tls(count: int) -> Files:
    """One Ingress of many hosts and clashing paths, each with a TLS entry whose Certificate is for another host."""
    rules = "".join(
        f"  - {{host: h{n % 50}.example.com, http: {{paths: [{{path: /, pathType: Prefix, "
        "backend: {service: {name: web, port: {number: 80}}}}]}}\n"
        for n in range(count)
    )
    entries = "".join(f"  - {{hosts: [h{n}.example.com], secretName: cert-{n}}}\n" for n in range(count))
    ingress = document(
        "networking.k8s.io/v1", "Ingress", "web", f"spec:\n  ingressClassName: nginx\n  rules:\n{rules}  tls:\n{entries}"
    )
    certificates = (
        document("cert-manager.io/v1", "Certificate", f"c{n}", f"spec: {{secretName: cert-{n}, dnsNames: [x{n}.example.com]}}\n")
        for n in range(count)
    )
    return stream([ingress, service("web", "web"), deployment("web", "web"), *certificates])


def ingresses(count: int) -> Files:
    """Many Ingresses of one host and path, each of a class that is not there, with a backend port that is not the Service's."""
    spec = (
        "spec:\n  ingressClassName: ngnix-%d\n  rules:\n  - host: shop.example.com\n    http:\n      paths:\n"
        "      - {path: /, pathType: Prefix, backend: {service: {name: web-%d, port: {number: 81}}}}\n"
    )
    every = (document("networking.k8s.io/v1", "Ingress", f"web-{n}", spec % (n, n)) for n in range(count))
    classes = (
        document("networking.k8s.io/v1", "IngressClass", f"nginx-{n}", "spec: {controller: k8s.io/ingress-nginx}\n", None)
        for n in range(count)
    )
    services = (service(f"web-{n}", "web") for n in range(count))
    return stream([deployment("web", "web"), *services, *classes, *every])


def claims(count: int) -> Files:
    """Many claims that many Deployments share, each of two of them, and as many volumes that fit none."""
    spec = (
        "spec:\n  accessModes: [ReadWriteOnce]\n  volumeName: pv-%d\n  storageClassName: fast\n"
        "  resources: {requests: {storage: 2Gi}}\n"
    )
    volume = (
        "spec:\n  accessModes: [ReadWriteMany]\n  capacity: {storage: 1Gi}\n  storageClassName: slow\n"
        "  csi: {driver: x, volumeHandle: y}\n"
    )
    texts: list[str] = []
    for n in range(count):
        names = (f"data-{n}", f"data-{(n + 1) % count}", f"dtaa-{n}")
        volumes = "      volumes:\n" + "".join(
            f"      - {{name: v{index}, persistentVolumeClaim: {{claimName: {name}}}}}\n" for index, name in enumerate(names)
        )
        texts += (
            document("v1", "PersistentVolumeClaim", f"data-{n}", spec % n),
            document("v1", "PersistentVolume", f"pv-{n}", volume, None),
            deployment(f"web-{n}", f"web-{n}", volumes=volumes),
        )
    return stream(texts)


def one_claim(count: int) -> Files:
    """One claim that many Deployments use."""
    spec = "spec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 2Gi}}\n"
    volumes = "      volumes: [{name: a, persistentVolumeClaim: {claimName: data}}]\n"
    every = (deployment(f"web-{n}", f"web-{n}", volumes=volumes) for n in range(count))
    return stream([document("v1", "PersistentVolumeClaim", "data", spec), *every])


def webhooks(count: int) -> Files:
    """One configuration of many webhooks, and many of one, whose Services are not there or have another port."""
    hook = (
        "- {name: h%d.example.com, clientConfig: {service: {name: %s, namespace: shop, port: %d}}, "
        "admissionReviewVersions: [v1], sideEffects: None}\n"
    )
    api, kind = "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"
    many = "webhooks:\n" + "".join(hook % (n, f"hoko-{n}", 443) for n in range(count))
    each = (document(api, kind, f"each-{n}", "webhooks:\n" + hook % (n, f"hook-{n}", 444), None) for n in range(count))
    services = (service(f"hook-{n}", "web") for n in range(count))
    return stream([deployment("web", "web"), *services, document(api, kind, "many", many, None), *each])


def spread(count: int) -> Files:
    """One pod of many spread constraints and affinity terms that match nothing, beside as many Deployments."""
    constraints = "      topologySpreadConstraints:\n" + "".join(
        "      - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, "
        f"labelSelector: {{matchLabels: {{app: wbe-{n}}}}}}}\n"
        for n in range(count)
    )
    affinity = "      affinity:\n        podAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n" + "".join(
        f"          - {{topologyKey: zone, labelSelector: {{matchLabels: {{app: wbe-{n}}}}}}}\n" for n in range(count)
    )
    return stream(
        [deployment("web", "web", volumes=constraints + affinity), *(deployment(f"web-{n}", f"web-{n}") for n in range(count))]
    )


def loopbacks(count: int) -> Files:
    """One pod of many URLs to itself, many pods that take one ConfigMap of many more, and as many Services of those ports."""
    urls = "        env:\n" + "".join(f"        - {{name: U{n}, value: 'http://localhost:{1000 + n}/'}}\n" for n in range(count))
    services = (
        service(f"s-{n}", f"s-{n}").replace("port: 80, targetPort: http", f"port: {1000 + n}, targetPort: {1000 + n}")
        for n in range(count)
    )
    settings = "data:\n" + "".join(f"  k{n}: 'http://localhost:{1000 + n}/'\n" for n in range(count // 20))
    takes = "        envFrom: [{configMapRef: {name: settings}}]\n"
    pods = (deployment(f"pod-{n}", f"pod-{n}", takes) for n in range(count // 20))
    return stream([deployment("web", "web", urls), *services, document("v1", "ConfigMap", "settings", settings), *pods])


def one_port(count: int) -> Files:
    """Many URLs of one port to the pod itself, and as many Services of that port; literal addresses of it too."""
    urls = "        env:\n" + "".join(
        f"        - {{name: U{n}, value: 'http://localhost:81/'}}\n"
        f"        - {{name: A{n}, value: 'http://10.0.{n % 250}.7:81/'}}\n"
        for n in range(count)
    )
    services = (service(f"s-{n}", f"s-{n}").replace("port: 80", "port: 81") for n in range(count))
    return stream([deployment("web", "web", urls), *services])


def cluster_addresses(count: int) -> Files:
    """Many Services of one address and node port, and as many of their own."""
    kinds = ("10.0.0.1", "30080"), ("10.0.{a}.{b}", "{c}")
    texts: list[str] = []
    for address, port in kinds:
        for n in range(count):
            where = {"a": n // 200, "b": n % 200 + 2, "c": 30100 + n % 2000}
            body = (
                f"spec:\n  type: NodePort\n  clusterIP: {address.format(**where)}\n  selector: {{app: web}}\n"
                f"  ports: [{{port: 80, targetPort: http, nodePort: {port.format(**where)}}}]\n"
            )
            texts.append(document("v1", "Service", f"s-{len(texts)}", body))
    return stream([deployment("web", "web"), *texts])


def pod_names(count: int) -> Files:
    """Many StatefulSets, and a text of as many names of pods that they do not make."""
    sets = (
        deployment(f"db-{n}", f"db-{n}")
        .replace("kind: Deployment", "kind: StatefulSet")
        .replace("spec:\n", f"spec:\n  serviceName: db-{n}\n  replicas: 2\n", 1)
        for n in range(count)
    )
    headless = (service(f"db-{n}", f"db-{n}").replace("spec:\n", "spec:\n  clusterIP: None\n") for n in range(count))
    hosts = ",".join(f"db-{n}-7.db-{n}.shop.svc:80" for n in range(count))
    env = f"        env: [{{name: PEERS, value: '{hosts}'}}]\n"
    return stream([*sets, *headless, deployment("web", "web", env)])


def one_set(count: int) -> Files:
    """One StatefulSet, and many variables that each name a pod of its that it does not make."""
    database = deployment("db", "db").replace("kind: Deployment", "kind: StatefulSet")
    database = database.replace("spec:\n", "spec:\n  serviceName: db\n  replicas: 2\n", 1)
    env = "        env:\n" + "".join(
        f"        - {{name: P{n}, value: 'http://db-{n + 2}.db.shop.svc:80/'}}\n" for n in range(count)
    )
    headless = service("db", "db").replace("spec:\n", "spec:\n  clusterIP: None\n")
    return stream([database, headless, deployment("web", "web", env)])


def namespaces(count: int) -> Files:
    """Many namespaces that are used and not defined, and as many that are defined and not used."""
    defined = (document("v1", "Namespace", f"team-{n}", "", None) for n in range(count))
    return stream([*defined, *(deployment("web", "web", namespace=f"taem-{n}") for n in range(count))])


def quotas(count: int) -> Files:
    """Many quotas and LimitRanges of one namespace, and as many containers without resources."""
    quota = "spec:\n  hard: {requests.cpu: 1, requests.memory: 1Gi, limits.cpu: 1}\n"
    limits = "spec:\n  limits: [{type: Container, max: {cpu: 1}}]\n"
    every = (
        text
        for n in range(count)
        for text in (document("v1", "ResourceQuota", f"q-{n}", quota), document("v1", "LimitRange", f"l-{n}", limits))
    )
    return stream([*every, *(deployment(f"web-{n}", f"web-{n}") for n in range(count))])


def slices(count: int) -> Files:
    """Many EndpointSlices of one Service, whose ports are called otherwise, and many of Services that are not there."""
    body = "addressType: IPv4\nports: [{name: htpt, port: 8080}]\nendpoints: [{addresses: [10.0.0.7]}]\n"
    text = (
        "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n"
        "metadata: {name: %s-%d, namespace: shop, labels: {kubernetes.io/service-name: %s}}\n"
    )
    same = (text % ("web", n, "web") + body for n in range(count))
    gone = (text % ("gone", n, f"ewb-{n}") + body for n in range(count))
    ports = "[{name: http, port: 80, targetPort: 8080}]"
    bare = f"apiVersion: v1\nkind: Service\nmetadata: {{name: web, namespace: shop}}\nspec: {{ports: {ports}}}\n"
    return stream([bare, *(service(f"web-{n}", "web") for n in range(count)), *same, *gone])


def balancers(count: int) -> Files:
    """Many Services that each order a load balancer, many of them for the pods of one gateway."""
    made = (service(f"web-{n}", f"web-{n % 50}").replace("spec:\n", "spec:\n  type: LoadBalancer\n") for n in range(count))
    return stream([*made, *(deployment(f"web-{n}", f"web-{n % 50}") for n in range(count))])


#: The cases and their sizes.
CROWDS: tuple[tuple[Callable[[int], Files], int], ...] = (
    (autoscalers, 2000),
    (autoscalers_apart, 2000),
    (budgets, 2000),
    (budgets_of_nothing, 2000),
    (expressions, 2000),
    (same_selector, 2000),
    (bindings, 2000),
    (secrets, 2000),
    (tls, 2000),
    (ingresses, 2000),
    (claims, 2000),
    (one_claim, 2000),
    (webhooks, 2000),
    (spread, 2000),
    (loopbacks, 2000),
    (one_port, 2000),
    (cluster_addresses, 2000),
    (pod_names, 2000),
    (one_set, 2000),
    (namespaces, 2000),
    (quotas, 2000),
    (slices, 2000),
    (balancers, 2000),
)
