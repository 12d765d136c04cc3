"""The reference table of what delivers: the kinds of Flux and Argo CD. Pure data."""

from __future__ import annotations

from collections.abc import Mapping

from k8slint.resources.reference_row import Field, row

_SOURCE = "source.toolkit.fluxcd.io"
_KUSTOMIZE = "kustomize.toolkit.fluxcd.io"
_HELM = "helm.toolkit.fluxcd.io"
_NOTIFICATION = "notification.toolkit.fluxcd.io"
_IMAGE = "image.toolkit.fluxcd.io"


def _sourced(at: str, id_: str = "flux-source") -> Field:
    return row(id_, f"{at}.name", "", _SOURCE, kind_beside=True, explicit=True)


_ACCESS = (
    row("flux-access-secret", "spec.secretRef.name", "Secret"),
    row("flux-access-secret", "spec.certSecretRef.name", "Secret"),
    row("flux-access-secret", "spec.proxySecretRef.name", "Secret"),
    row("flux-access-secret", "spec.verify.secretRef.name", "Secret"),
    row("flux-account", "spec.serviceAccountName", "ServiceAccount"),
)
_APPLIER = (
    row("flux-account", "spec.serviceAccountName", "ServiceAccount"),
    row("flux-kubeconfig", "spec.kubeConfig.secretRef.name", "Secret"),
    row("flux-kubeconfig", "spec.kubeConfig.configMapRef.name", "ConfigMap"),
)

#: Rows by group and kind.
DELIVERY: Mapping[tuple[str, str], tuple[Field, ...]] = {
    (_KUSTOMIZE, "Kustomization"): (
        _sourced("spec.sourceRef"),
        row("flux-dependency", "spec.dependsOn[].name", "Kustomization", _KUSTOMIZE, explicit=True),
        row("flux-substitute", "spec.postBuild.substituteFrom[].name", "", kind_beside=True, flag=True),
        row("flux-decryption-secret", "spec.decryption.secretRef.name", "Secret"),
        row("flux-health-check", "spec.healthChecks[].name", "", kind_beside=True, explicit=True),
        *_APPLIER,
    ),
    (_HELM, "HelmRelease"): (
        _sourced("spec.chart.spec.sourceRef"),
        _sourced("spec.chartRef"),
        row("flux-dependency", "spec.dependsOn[].name", "HelmRelease", _HELM, explicit=True),
        row("helm-values", "spec.valuesFrom[].name", "", kind_beside=True, flag=True, keys=(("valuesKey",),)),
        *_APPLIER,
    ),
    **{(_SOURCE, kind): _ACCESS for kind in ("Bucket", "HelmRepository", "OCIRepository")},
    (_SOURCE, "GitRepository"): (*_ACCESS, row("flux-include", "spec.include[].repository.name", "GitRepository", _SOURCE)),
    (_SOURCE, "HelmChart"): (_sourced("spec.sourceRef", "flux-other-source"),),
    ("source.extensions.fluxcd.io", "ArtifactGenerator"): (_sourced("spec.sources[]", "flux-other-source"),),
    (_NOTIFICATION, "Alert"): (row("flux-provider", "spec.providerRef.name", "Provider", _NOTIFICATION),),
    (_NOTIFICATION, "Provider"): _ACCESS,
    (_NOTIFICATION, "Receiver"): _ACCESS,
    (_IMAGE, "ImageRepository"): _ACCESS,
    (_IMAGE, "ImagePolicy"): (
        row("flux-image-repository", "spec.imageRepositoryRef.name", "ImageRepository", _IMAGE, explicit=True),
    ),
    (_IMAGE, "ImageUpdateAutomation"): (_sourced("spec.sourceRef", "flux-other-source"),),
    # projects lie where Argo CD runs, Applications may lie elsewhere
    ("argoproj.io", "Application"): (row("argo-project", "spec.project", "AppProject", "argoproj.io", anywhere=True),),
    ("argoproj.io", "ApplicationSet"): (
        row("argo-project", "spec.template.spec.project", "AppProject", "argoproj.io", anywhere=True),
    ),
}
