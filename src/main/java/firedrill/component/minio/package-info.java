/**
 * MinIO on four hosts outside the cluster, two at each of two sites: what it serves, what lies on
 * its drives, and what an operator asks it.
 */
package firedrill.component.minio;
