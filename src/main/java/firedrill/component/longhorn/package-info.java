/**
 * Longhorn 1.12 as its custom resources show it. This is the only package that knows how they are
 * written; values are those of {@code k8s/pkg/apis/longhorn/v1beta2} in longhorn-manager 1.12.0.
 */
package firedrill.component.longhorn;
