"""What turns texts into vectors: the packaged static model, or any sentence-transformers one."""
