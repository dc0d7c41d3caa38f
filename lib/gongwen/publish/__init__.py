"""Show what was read of a corpus, run the notebooks reproducibly, write the report and the
generated pages of docs/, open JupyterLab.
"""
