/**
 * A lab whose nodes are containers that the k3d command makes: k3s, or what stands for it, with a
 * real kubelet.
 */
package firedrill.sandbox.k3d;
