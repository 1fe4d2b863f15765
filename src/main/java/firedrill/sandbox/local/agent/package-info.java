/**
 * The node agent: what a kubelet does and a drill can observe, with supervised processes as
 * containers. Behaviour and texts follow kubelet 1.36 where a rule comes from upstream.
 */
package firedrill.sandbox.local.agent;
