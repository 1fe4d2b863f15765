/** Velero in the cluster, with its plugin for S3, storing in the lab's MinIO. */
package firedrill.component.velero;
