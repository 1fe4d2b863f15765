/**
 * Stands in for Longhorn's CSI plugin, which wants a container runtime: provisioner, attacher and
 * the node's part, each as upstream's behave towards Kubernetes (external-provisioner 6,
 * external-attacher 4, Longhorn's CSI driver 1.12).
 */
package firedrill.provider.local.longhorn;
