"""How form fields draw themselves: label, hint, error, input, in this order, the same everywhere."""

from django.forms.renderers import TemplatesSetting


class FieldTemplates(TemplatesSetting):
    """Fields use our template; a page writes `{{ form.name.as_field_group }}` and nothing else."""

    field_template_name = "ui/field.html"
    form_template_name = "ui/fields.html"
