import { createApp } from 'vue'
import 'element-plus/es/components/base/style/css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/print.css'
import App from './App.vue'
import i18n, { language, setLanguage } from './i18n'
import { router } from './router'
import { loadSession } from './session'

setLanguage(language())
void router.isReady().then(loadSession)
createApp(App).use(i18n).use(router).mount('#app')
