/** Labs in k3d: nodes are containers of this machine's Docker, with a real kubelet. */
package firedrill.provider.k3d;
